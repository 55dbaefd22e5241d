import LatchkeyApplication
import LatchkeyDomain
import LatchkeyTesting

/// What every history begins with: a desk with its Account Administrator and some roles.
struct Beginning: Sendable {
  static let email = "p0@example.com"
  static let password = "Sim-First-0!"

  let template: DeskTemplate
  /// The audit's last sequence.
  let entries: Int64

  init() async throws {
    let desk = try TestDesk(seed: 0, inMemory: true)
    let ada = try await desk.bootstrap(email: Self.email, password: Self.password)
    for role in Model.customRoles { _ = try await desk.role(role.name, Array(role.permissions)) }
    try await desk.change(ada.id) { $0.setRoles([]) }
    self.entries = try await desk.store.read { try $0.auditHead()?.sequence ?? 0 }
    self.template = try await DeskTemplate(closing: desk)
  }
}
