import LatchkeyDomain
import Synchronization

/// How sessions stood when they were last looked up, by the digest of their token.
///
/// Siblings ask about the same few sessions on every request. What is kept counts only while the store
/// says that nothing has changed that sessions stand on (``Store/standingsRevision``), so that a session
/// that was ended is dead here at the same time.
final class StandingCache: Sendable {
  /// Sessions that are kept, about 200 bytes each.
  static let countMax = 4_096

  private struct Entry: Sendable {
    var standing: SessionStanding
    var revision: UInt64
  }

  /// A digest, which is as good as random: a part of it is hash enough.
  private struct Key: Hashable, Sendable {
    let digest: TokenDigest

    func hash(into hasher: inout Hasher) {
      unsafe self.digest.bytes.withUnsafeBytes { bytes in
        unsafe hasher.combine(bytes.loadUnaligned(as: UInt64.self))
      }
    }
  }

  private let entries = Mutex<[Key: Entry]>([:])

  /// How a session stands; nil when that is not known, or may have changed.
  func standing(of digest: TokenDigest, at revision: UInt64) -> SessionStanding? {
    self.entries.withLock { entries in
      guard let entry = entries[Key(digest: digest)], entry.revision == revision else { return nil }
      return entry.standing
    }
  }

  /// Keeps how a session stands.
  ///
  /// - Parameters:
  ///   - standing: As the store said.
  ///   - digest: Of its token.
  ///   - revision: What ``Store/standingsRevision`` was before the store was asked.
  func keep(_ standing: SessionStanding, of digest: TokenDigest, at revision: UInt64) {
    self.entries.withLock { entries in
      // All at once: what is asked for is back with the next call.
      if entries.count >= Self.countMax, entries[Key(digest: digest)] == nil {
        entries.removeAll(keepingCapacity: true)
      }
      entries[Key(digest: digest)] = Entry(standing: standing, revision: revision)
    }
  }
}
