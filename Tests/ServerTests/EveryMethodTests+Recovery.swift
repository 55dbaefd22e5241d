import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

extension EveryMethodTests {
  /// The methods of the service `Recovery`.
  static let recovery: [Method: EveryMethodScene.Play] = [
    .recoveryRequestPasswordReset: { scene in
      let message = try await scene.served.send(
        Recovery.RequestPasswordReset(population: .agent, address: scene.kim.email), from: .portal)
      // S3.4
      #expect(message.message.contains("spam or junk"))
    },
    .recoveryInspectLink: { scene in
      let facts = try await scene.served.send(
        Recovery.InspectLink(token: try await scene.link(), population: .agent))
      #expect(facts.kind == .passwordReset)
      #expect(facts.maskedName == "J••• D•••")
    },
    .recoveryCompletePasswordReset: { scene in
      try await scene.served.send(
        Recovery.CompletePasswordReset(
          token: try await scene.link(), population: .agent, newPassword: scene.new))
    },
    .recoveryCompleteActivation: { scene in
      let answer = try await scene.served.send(
        Recovery.CompleteActivation(
          token: try await scene.link(), population: .agent, newPassword: scene.new))
      #expect(answer.result == .session)
    },
    .recoveryReportUnexpectedReset: { scene in
      try await scene.served.send(
        Recovery.ReportUnexpectedReset(token: try await scene.link(), population: .agent))
    },
    .recoveryConfirmEmailChange: withLocalContact { scene, pat in
      try await scene.served.send(
        Accounts.UpdateOwnAccount(email: "kim2@example.com"), session: scene.kim.session)
      let link = try await scene.desk.linkFromMail(to: "kim2@example.com")
      try await scene.served.send(
        Recovery.ConfirmEmailChange(
          token: Secret(link.revealed), population: .agent, origin: [1, 2]))
      #expect(try await scene.desk.account(scene.kim.id).primaryEmail?.text == "kim2@example.com")
    },
  ]
}
