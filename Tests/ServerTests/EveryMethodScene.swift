import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// A desk on which a method is played: an Account Administrator who is signed in, an agent, and a role.
struct EveryMethodScene: Sendable {
  /// Calls one method, and looks at what came of it.
  typealias Play = @Sendable (EveryMethodScene) async throws -> Void

  let method: Method
  let served: ServedDesk
  let desk: TestDesk
  let ada: Colleague
  let kim: Colleague
  let role: RoleID
  let reference: AccountReference
  let new = Secret("Brand-N3w-Words!")

  init(_ method: Method, _ served: ServedDesk) async throws {
    self.method = method
    self.served = served
    self.desk = served.desk
    self.ada = try await served.desk.bootstrap()
    let isPending = method == .recoveryCompleteActivation || method == .agentsSendInvitation
    self.kim =
      isPending
      ? try await served.desk.account("kim@example.com", password: nil)
      : try await served.desk.agent("kim@example.com")
    self.role = try await served.desk.role("Viewers", [.viewAgents])
    self.reference = AccountReference.address(self.kim.email)
  }

  /// A link that the agent asked for.
  func link() async throws -> Secret {
    Secret(try await self.desk.forgottenLink(of: self.kim.email).revealed)
  }
}

/// Plays a method on a contact with an address, a login name and a telephone number.
func withContact(
  _ play: @escaping @Sendable (EveryMethodScene, Colleague) async throws -> Void
) -> EveryMethodScene.Play {
  { scene in
    try await play(
      scene,
      try await scene.desk.contact(
        ["Pat@example.org"], loginName: "Pat", phone: "+43 1 2345"))
  }
}

/// Plays a method on a contact with an address and a login name.
func withLocalContact(
  _ play: @escaping @Sendable (EveryMethodScene, Colleague) async throws -> Void
) -> EveryMethodScene.Play {
  { scene in
    try await play(scene, try await scene.desk.contact(["pat@example.org"], loginName: "patpoe"))
  }
}
