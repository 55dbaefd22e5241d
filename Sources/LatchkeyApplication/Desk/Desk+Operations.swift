import LatchkeyAuthorization
internal import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

extension Desk {
  /// Whether there is an Account Administrator yet.
  public func isBootstrapped() async throws -> Bool {
    try await self.store.read { try $0.accountAdministrator() != nil }
  }

  /// Rows of each kind that one clean-up removes at most.
  public static let cleanUpRowsMax = 500
  /// Pages of the index of names that one clean-up writes anew, about: 4 MiB, some 20 ms.
  public static let cleanUpPagesMax = 1_000

  /// Removes what ended long enough ago, a bounded number of rows at a time, and takes a step in
  /// removing the last traces of erased contacts.
  ///
  /// Nothing depends on it: what ended is refused whether it was removed or not (failure 22).
  /// - Returns: How many rows went; at least ``cleanUpRowsMax`` when another round has work.
  public func cleanUp() async throws -> Int {
    // Ended links are kept for a week, so that their holders hear "used" and not "unknown".
    let moment = Timestamp(
      milliseconds: self.clock.now().milliseconds - Lifetime.days(7).milliseconds)
    return try await self.store.write {
      let isCompact = try $0.compactSearch(pages: Self.cleanUpPagesMax)
      let rows = try $0.purge(endedBefore: moment, limit: Self.cleanUpRowsMax)
      return isCompact ? rows : max(rows, Self.cleanUpRowsMax)
    }
  }
}
