import Glibc

/// Who may change a file or a folder that this daemon believes.
///
/// A configuration names scopes and where links lead, and the folders of the database, the keys and the socket
/// decide which files those are: an account that can write one of them has what the daemon guards.
enum TrustedFile {
  /// Says why an open file must not be believed.
  ///
  /// - Parameter descriptor: The file, open; its facts are read from the descriptor, so that no other file can
  ///   take its place afterwards. Pipes are not looked at: they belong to the process that made them.
  /// - Returns: What is wrong and what to do, or nil.
  static func problem(of descriptor: Int32) -> String? {
    var facts = stat()
    guard unsafe fstat(descriptor, &facts) == 0 else { return nil }
    guard facts.st_mode & S_IFMT == S_IFREG else { return nil }
    return Self.problem(facts, "This file")
  }

  /// Says why a folder must not hold files that the daemon believes.
  ///
  /// - Parameter folder: The path of a folder that exists.
  /// - Returns: What is wrong and what to do, or nil.
  static func problem(ofFolder folder: String) -> String? {
    var facts = stat()
    guard unsafe stat(folder, &facts) == 0 else { return nil }
    return Self.problem(facts, "The folder \(folder)")
  }

  private static func problem(_ facts: stat, _ name: String) -> String? {
    guard facts.st_uid == 0 || facts.st_uid == geteuid() else {
      return "\(name) belongs to user \(facts.st_uid), who could change it. It must belong to root "
        + "or to the user that latchkeyd runs as."
    }
    guard facts.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
      return "\(name) can be written by other users. Run: chmod go-w"
    }
    return nil
  }
}
