import LatchkeySchema

/// Locks of accounts as words for people.
enum LockText {
  static func sentence(_ lock: LockView) -> String {
    let kind =
      lock.kind == .automatic ? "too many wrong passwords" : "set by an administrator"
    let end = lock.until.map { ", until \(Times.until($0))" } ?? ""
    return kind + end + (lock.reason.map { ": \($0)" } ?? "")
  }

  /// The cause of one row in the list of locked accounts.
  static func cause(of account: LockedAccount) -> String {
    let attempts = account.attempts.map { Times.count(Int64($0), "wrong password") }
    let cause =
      account.lock.kind == .automatic
      ? attempts ?? "too many wrong passwords" : "set by an administrator"
    return cause + (account.lock.reason.map { ": \($0)" } ?? "")
  }
}
