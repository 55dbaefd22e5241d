import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

extension EveryMethodTests {
  /// The methods of the service `Sessions`.
  static let sessions: [Method: EveryMethodScene.Play] = [
    .sessionsVerifySession: { scene in
      let answer = try await scene.served.send(
        Sessions.VerifySession(session: Secret(try #require(scene.kim.session).revealed)),
        from: .sibling)
      #expect(answer.accountID == scene.kim.id.rawValue)
      #expect(answer.population == .agent)
      #expect(answer.credentialEpoch == 1)
    },
    .sessionsListOwnSessions: { scene in
      let sessions = try await scene.served.send(
        Sessions.ListOwnSessions(), session: scene.kim.session
      )
      .sessions
      #expect(sessions.map(\.isCurrent) == [true])
    },
    .sessionsRevokeOwnSessions: { scene in
      _ = try await scene.desk.session(scene.kim.email, scene.kim.password, .agent)
      #expect(
        try await scene.served.send(Sessions.RevokeOwnSessions(), session: scene.kim.session)
          .revoked == 1)
      #expect(
        try await scene.served.send(
          Sessions.RevokeOwnSessions(includeCurrent: true), session: scene.kim.session
        ).revoked == 1)
    },
    .sessionsListSessions: { scene in
      let answer = try await scene.served.send(
        Sessions.ListSessions(account: scene.reference, population: .agent),
        session: scene.ada.session
      )
      .sessions.count
      #expect(answer == 1)
    },
    .sessionsRevokeSessions: { scene in
      let answer = try await scene.served.send(
        Sessions.RevokeSessions(account: scene.reference, population: .agent),
        session: scene.ada.session
      )
      .revoked
      #expect(answer == 1)
    },
  ]
}
