import LatchkeyDomain
import LatchkeyTesting

/// What every history begins with: a desk with its Account Administrator and some roles.
struct Beginning: Sendable {
  static let email = "p0@example.com"
  static let password = "Sim-First-0!"

  let template: DeskTemplate
  let administrator: AccountID
  let roles: [RoleID]

  init() async throws {
    let desk = try TestDesk(seed: 0, inMemory: true)
    let ada = try await desk.bootstrap(email: Self.email, password: Self.password)
    var roles: [RoleID] = []
    for (index, permissions) in Model.roles.enumerated() {
      roles.append(try await desk.role("Role \(index)", permissions))
    }
    try await desk.change(ada.id) { $0.setRoles([]) }
    self.administrator = ada.id
    self.roles = roles
    self.template = try await DeskTemplate(closing: desk)
  }
}
