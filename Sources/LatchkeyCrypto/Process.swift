internal import CSodium
internal import Glibc

/// What the process as a whole must not do with its memory.
public enum Process {
  /// The kernel refused to keep the process's memory out of core dumps.
  public struct CoreDumpsNotForbidden: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system call that failed.
    public let call: String
    /// Its error number.
    public let errorNumber: Int32

    /// What failed, for people.
    public var description: String {
      "\(self.call) failed with error \(self.errorNumber): secrets might end in a core dump."
    }
  }

  /// Forbids core dumps, and with them the reading of this process's memory by others of the same
  /// user (ptrace, /proc/PID/mem). Passwords and keys are in there.
  ///
  /// - Throws: ``CoreDumpsNotForbidden`` when the kernel refuses; do not go on with secrets then.
  public static func forbidCoreDumps() throws(CoreDumpsNotForbidden) {
    guard latchkey_set_dumpable(0) == 0 else {
      throw CoreDumpsNotForbidden(call: "prctl(PR_SET_DUMPABLE)", errorNumber: errno)
    }
    // The hard limit as well, so that nothing in this process can allow them again.
    var limit = rlimit(rlim_cur: 0, rlim_max: 0)
    guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 else {
      throw CoreDumpsNotForbidden(call: "setrlimit(RLIMIT_CORE)", errorNumber: errno)
    }
  }

  /// Whether core dumps are forbidden now, by both means.
  public static var forbidsCoreDumps: Bool {
    var limit = rlimit()
    let known = unsafe getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0
    return known && limit.rlim_cur == 0 && latchkey_get_dumpable() == 0
  }
}
