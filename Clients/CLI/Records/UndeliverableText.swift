import LatchkeySchema

/// Undeliverable addresses as words for people.
enum UndeliverableText {
  /// `mail was rejected 3 times since 2026-11-22 09:30, last: 550 no such user`.
  static func sentence(_ address: UndeliverableAddress) -> String {
    "mail was rejected \(Times.count(Int64(address.failures), "time")) since "
      + "\(Times.date(address.since)), last: \(address.detail)"
  }
}
