import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

extension EveryMethodTests {
  /// The methods of the service `SignIn`.
  static let signIn: [Method: EveryMethodScene.Play] = [
    .signInSignIn: { scene in
      let answer = try await scene.served.send(
        SignIn.SignIn(
          population: .agent, identifier: scene.kim.email, password: Secret(scene.kim.password)),
        from: .portal)
      #expect(answer.result == .session)
      #expect(answer.session != nil)
      #expect(answer.ticket == nil)
    },
    .signInCompletePasswordChange: { scene in
      _ = try await scene.served.send(
        Agents.SetPassword(
          agent: scene.reference, newPassword: Secret("Given-W0rds!"),
          requireChangeAtNextSignIn: true),
        session: scene.ada.session)
      let ticket = try await scene.served.send(
        SignIn.SignIn(
          population: .agent, identifier: scene.kim.email, password: Secret("Given-W0rds!")))
      #expect(ticket.result == .passwordChangeRequired)
      #expect(ticket.reason == .oneTimePassword)
      #expect(ticket.session == nil)
      #expect(ticket.policy?.minimumLength == 8)
      let answer = try await scene.served.send(
        SignIn.CompletePasswordChange(ticket: try #require(ticket.ticket), newPassword: scene.new))
      #expect(answer.result == .session)
    },
    .signInReauthenticate: { scene in
      let answer = try await scene.served.send(
        SignIn.Reauthenticate(password: Secret(scene.kim.password)), session: scene.kim.session)
      #expect(answer.freshUntil.milliseconds == scene.desk.clock.now().milliseconds + 300_000)
    },
    .signInSignOut: { scene in
      try await scene.served.send(SignIn.SignOut(), session: scene.kim.session)
      #expect(try await scene.desk.works(scene.kim.session) == false)
    },
    .signInCompleteSecondFactor: { scene in
      try await Self.playSecondFactor(
        scene.method, scene.served, by: scene.ada, on: scene.kim)
    },
  ]
}
