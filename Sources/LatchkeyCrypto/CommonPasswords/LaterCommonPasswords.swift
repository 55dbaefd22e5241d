public import LatchkeyApplication
internal import Synchronization

/// A ``CommonPasswordList`` that is made when it is first asked, or sooner by ``make()``.
///
/// Making it takes as long as all the rest of a start. Whoever asks meanwhile waits for it.
public final class LaterCommonPasswords: CommonPasswords {
  private let list = Mutex<CommonPasswordList?>(nil)

  /// Makes nothing yet.
  public init() {}

  /// Makes the list, unless it is there.
  public func make() {
    self.list.withLock { _ = Self.made(&$0) }
  }

  /// Whether a password, UTF-8 in small letters, is on the list.
  public func contains(_ password: [UInt8]) -> Bool {
    self.list.withLock { Self.made(&$0).contains(password) }
  }

  private static func made(_ list: inout CommonPasswordList?) -> CommonPasswordList {
    if let list { return list }
    let made = CommonPasswordList()
    list = made
    return made
  }
}
