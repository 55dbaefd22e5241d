/// Copies the store while it serves.
public protocol StoreBackup: Sendable {
  /// Writes one consistent copy to a new file of mode 0600, and returns once it is on disk.
  ///
  /// - Parameter path: An absolute path at which there is nothing yet. What is there is not touched.
  /// - Returns: What the copy holds.
  /// - Throws: ``BackupError``; nothing is left at the path then.
  func copy(to path: String) async throws(BackupError) -> BackupFacts
}

/// What a copy of the store holds.
public struct BackupFacts: Hashable, Sendable {
  /// Its size.
  public var bytes: Int64
  /// Its last audit entry; 0 without any.
  public var auditSequence: Int64

  /// Facts of a copy.
  public init(bytes: Int64, auditSequence: Int64) {
    self.bytes = bytes
    self.auditSequence = auditSequence
  }
}

/// Why there is no copy.
public enum BackupError: Error, Hashable, Sendable {
  /// The path cannot be used; says why.
  case path(problem: String)
  /// The disk is full.
  case diskFull
  /// Anything else, with what the system said.
  case failed(detail: String)
}

/// What was ended so that a restored store brings nothing back to life.
public struct RestoreEffects: Hashable, Sendable {
  /// Mails that were still to go.
  public var mails: Int
  /// Temporary and one-time passwords.
  public var temporaryPasswords: Int
  /// Recovery codes: which of them were used since is not known.
  public var recoveryCodes: Int

  /// What was ended.
  public init(mails: Int, temporaryPasswords: Int, recoveryCodes: Int) {
    self.mails = mails
    self.temporaryPasswords = temporaryPasswords
    self.recoveryCodes = recoveryCodes
  }
}
