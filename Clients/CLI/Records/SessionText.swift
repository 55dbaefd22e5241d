import LatchkeySchema

/// Sessions and revocations as lines for people.
enum SessionText {
  static func table(_ sessions: [SessionView]) -> [String] {
    Layout.table(
      ["SESSION", "BEGAN", "LAST SEEN", "ENDS", "THROUGH", ""],
      sessions.map {
        [
          "\($0.id)", Times.date($0.createdAt), Times.date($0.lastSeenAt),
          Times.date($0.expiresAt), $0.principal, $0.isCurrent ? "this one" : "",
        ]
      })
  }

  static func card(_ session: Sessions.VerifySession.Response) -> [String] {
    Layout.card(
      "The session is valid.",
      [
        ("account", "\(session.population) \(session.accountID)"),
        ("epoch", "\(session.credentialEpoch)"),
        ("unused until", Times.until(session.idleExpiresAt)),
        ("at most until", Times.until(session.expiresAt)),
      ])
  }

  static func line(_ revocation: Revocation) -> String {
    let cursor = revocation.cursor
    let owner =
      revocation.accountID.map { "\(revocation.population?.rawValue ?? "account") \($0)" } ?? ""
    switch revocation.kind {
    case .start: return "\(cursor)  complete from here on"
    case .everything: return "\(cursor)  everything"
    case .session: return "\(cursor)  session \(revocation.sessionID ?? 0) of \(owner)"
    case .account:
      let epoch = revocation.credentialEpoch.map { " below epoch \($0)" } ?? ""
      return "\(cursor)  every session of \(owner)\(epoch)"
    default: return Layout.visible("\(cursor)  \(revocation.kind) \(owner)")
    }
  }
}
