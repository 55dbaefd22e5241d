import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

extension EveryMethodTests {
  /// The methods of the service `Agents`.
  static let agents: [Method: EveryMethodScene.Play] = [
    .agentsGetAgent: { scene in
      let details = try await scene.served.send(
        Agents.GetAgent(agent: scene.reference), session: scene.ada.session)
      #expect(details.emails == [scene.kim.email])
      #expect(details.status.rawValue == "Active")
    },
    .agentsListAgents: { scene in
      let page = try await scene.served.send(
        Agents.ListAgents(limit: 1, search: "EXAMPLE"), session: scene.ada.session)
      #expect(page.agents.map(\.id) == [scene.ada.id.rawValue])
      let rest = try await scene.served.send(
        Agents.ListAgents(limit: 9, afterID: page.nextAfterID), session: scene.ada.session)
      #expect(rest.agents.map(\.id) == [scene.kim.id.rawValue])
      #expect(rest.nextAfterID == nil)
    },
    .agentsCreateAgent: { scene in
      let details = try await scene.served.send(
        Agents.CreateAgent(
          displayName: "New", email: "new@example.com", loginName: "newone", phone: "+43 1 234",
          locale: "de-AT", roleIDs: [scene.role.rawValue], sendInvitation: true),
        session: scene.ada.session)
      #expect(details.status.rawValue == "Pending activation")
      #expect(details.roles.map(\.name) == ["Viewers"])
    },
    .agentsUpdateAgent: { scene in
      let details = try await scene.served.send(
        Agents.UpdateAgent(
          agent: scene.reference, displayName: "Kim", emails: ["a@example.com", "b@example.com"],
          loginName: "kimmy", phone: "123-45", locale: "fr"), session: scene.ada.session)
      #expect(details.emails == ["a@example.com", "b@example.com"])
      #expect(details.loginName == "kimmy")
      let without = try await scene.served.send(
        Agents.UpdateAgent(agent: .loginName("kimmy"), loginName: "", phone: ""),
        session: scene.ada.session)
      #expect(without.loginName == nil)
      #expect(without.phone == nil)
    },
    .agentsDeactivateAgent: { scene in try await Self.playStanding(scene) },
    .agentsReactivateAgent: { scene in try await Self.playStanding(scene) },
    .agentsSendInvitation: { scene in
      let answer = try await scene.served.send(
        Agents.SendInvitation(agent: scene.reference), session: scene.ada.session
      )
      .lifetimeMilliseconds
      #expect(answer == 604_800_000)
    },
    .agentsSetRoles: { scene in
      let answer = try await scene.served.send(
        Agents.SetRoles(agent: scene.reference, roleIDs: [scene.role.rawValue]),
        session: scene.ada.session
      ).roles.map(\.id)
      #expect(answer == [scene.role.rawValue])
    },
    .agentsSendPasswordResetLink: { scene in
      let sent = try await scene.served.send(
        Agents.SendPasswordResetLink(agent: scene.reference), session: scene.ada.session)
      #expect(sent.address == scene.kim.email)
      #expect(sent.lifetimeMilliseconds == 172_800_000)
    },
    .agentsSetPassword: { scene in
      let answer = try await scene.served.send(
        Agents.SetPassword(
          agent: scene.reference, newPassword: scene.new, requireChangeAtNextSignIn: false),
        session: scene.ada.session)
      #expect(answer.status.rawValue == "Active")
      #expect(answer.expiresAt == nil)
    },
    .agentsTransferAccountAdministrator: { scene in
      let isHolder = try await scene.served.send(
        Agents.TransferAccountAdministrator(agent: scene.reference), session: scene.ada.session
      ).isAccountAdministrator
      #expect(isHolder)
    },
    .agentsDeleteAgent: withContact { scene, pat in
      let details = try await scene.served.send(
        Agents.DeleteAgent(agent: .id(scene.kim.id.rawValue), confirmed: true),
        session: scene.ada.session)
      #expect(details.emails == [scene.kim.email])
    },
  ]

  /// An agent is put aside, and taken back in.
  private static func playStanding(_ scene: EveryMethodScene) async throws {
    let details = try await scene.served.send(
      Agents.DeactivateAgent(agent: scene.reference, reason: "Left"), session: scene.ada.session)
    #expect(details.status.rawValue == "Deactivated")
    if scene.method == .agentsDeactivateAgent { return }
    #expect(
      try await scene.served.send(
        Agents.ReactivateAgent(agent: scene.reference), session: scene.ada.session
      )
      .status.rawValue == "Pending activation")
  }
}
