import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

extension EveryMethodTests {
  /// The methods of the service `Roles`.
  static let roles: [Method: EveryMethodScene.Play] = [
    .rolesListRoles: { scene in
      let answer = try await scene.served.send(Roles.ListRoles(), session: scene.ada.session).roles
        .map(\.name)
      #expect(answer == ["Administrator", "Supervisor", "Agent", "Viewers"])
    },
    .rolesGetRole: { scene in
      let answer = try await scene.served.send(
        Roles.GetRole(id: scene.role.rawValue), session: scene.ada.session
      ).permissions
      #expect(answer == [PermissionName(.viewAgents)])
    },
    .rolesCreateRole: { scene in
      let created = try await scene.served.send(
        Roles.CreateRole(
          name: "Password Desk",
          permissions: [Permission.manageAgents, .manageAgentPassword].map { PermissionName($0) }),
        session: scene.ada.session)
      #expect(created.memberCount == 0)
      #expect(!created.isBuiltIn)
    },
    .rolesUpdateRole: { scene in
      let updated = try await scene.served.send(
        Roles.UpdateRole(id: scene.role.rawValue, name: "Lookers", permissions: []),
        session: scene.ada.session)
      #expect(updated.name == "Lookers")
      #expect(updated.permissions == [])
    },
    .rolesDeleteRole: { scene in
      let answer = try await scene.served.send(
        Roles.DeleteRole(id: scene.role.rawValue), session: scene.ada.session
      ).reassigned
      #expect(answer == 0)
    },
    .rolesCloneRole: { scene in
      try await Self.playAccess(
        scene.method, scene.served, as: scene.ada, on: scene.kim)
    },
    .rolesExplainAccess: { scene in
      try await Self.playAccess(
        scene.method, scene.served, as: scene.ada, on: scene.kim)
    },
  ]

  static func playAccess(
    _ method: Method, _ served: ServedDesk, as ada: Colleague, on kim: Colleague
  ) async throws {
    if method == .rolesCloneRole {
      let supervisor = try #require(
        try await served.send(Roles.ListRoles(), session: ada.session).roles
          .first { $0.name == "Supervisor" })
      let copy = try await served.send(
        Roles.CloneRole(id: supervisor.id, name: "Front Desk"), session: ada.session)
      #expect(copy.permissions == supervisor.permissions)
      #expect(!copy.isBuiltIn)
      #expect(copy.memberCount == 0)
      return
    }
    let denied = try await served.send(
      Roles.ExplainAccess(
        agent: .address(kim.email), method: "Agents.SetPassword", target: .id(ada.id.rawValue)),
      session: ada.session)
    #expect(!denied.isAllowed)
    #expect(denied.reason == "MISSING_PERMISSION")
    #expect(
      denied.missingPermissions == [
        PermissionName(.manageAgents), PermissionName(.manageAgentPassword),
      ])
    #expect(denied.steps.map(\.check) == ["scope", "session", "population", "permission"])
    #expect(denied.steps.map(\.passed) == [true, true, true, false])
    let allowed = try await served.send(
      Roles.ExplainAccess(
        agent: .address(ada.email), method: "Agents.SetPassword", target: .address(kim.email),
        targetPopulation: .agent), session: ada.session)
    #expect(allowed.isAllowed)
    #expect(allowed.reason == nil)
    #expect(
      allowed.steps.map(\.check) == [
        "scope", "session", "population", "permission", "target", "owner", "other", "rank",
        "population", "step_up",
      ])
    let elsewhere = try await served.send(
      Roles.ExplainAccess(
        agent: .address(ada.email), method: "Roles.ListRoles", principal: "portal"),
      session: ada.session)
    #expect(elsewhere.reason == "SCOPE_MISSING")
    for request in [
      Roles.ExplainAccess(agent: .address(ada.email), method: "Agents.Nothing"),
      Roles.ExplainAccess(agent: .address(ada.email), method: "Agents.SetPassword"),
      Roles.ExplainAccess(
        agent: .address(ada.email), method: "Agents.SetPassword", targetRoleID: 1),
      Roles.ExplainAccess(
        agent: .address(ada.email), method: "Roles.DeleteRole", target: .id(1)),
      Roles.ExplainAccess(
        agent: .address(ada.email), method: "Roles.ListRoles", principal: "nobody"),
    ] {
      let failure = try await served.failure(request, session: ada.session)
      #expect(failure?.reason == "FIELD_INVALID", "\(request)")
    }
  }
}
