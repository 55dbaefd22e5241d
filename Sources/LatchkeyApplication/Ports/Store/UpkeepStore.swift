public import LatchkeyBase
public import LatchkeyDomain

/// Removes what nothing needs any more.
public protocol UpkeepWriting {
  /// Removes sessions, tokens, counts and remembered calls that ended before this time, and
  /// revocations beyond ``LatchkeyDomain/SessionRevocation/keptCount``, at most `limit` rows of each
  /// kind, and returns how many rows went.
  func purge(endedBefore end: Timestamp, limit: Int) throws(Failure) -> Int
  /// Removes what other tables keep about an erased account: addresses of its mails,
  /// of which none goes out any more, and replies that are kept for replays.
  func scrub(_ account: AccountID) throws(Failure)
  /// One step, of about so many pages, of removing the last traces of erased accounts from the index
  /// of names. True when nothing is left to do.
  func compactSearch(pages: Int) throws(Failure) -> Bool
  /// Ends what a restored store must not bring back to life, over everything there is: queued mail,
  /// temporary passwords, remembered calls, recovery codes, codes of devices up to now. For a store that
  /// no daemon serves.
  func endWhatMustNotReturn(at now: Timestamp) throws(Failure) -> RestoreEffects
}
