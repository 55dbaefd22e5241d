import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting

/// Somebody with a device, signed out.
struct DeviceScene: Sendable {
  var desk: TestDesk
  var admin: Colleague
  var person: Colleague
  var device: TestDevice
  var recoveryCodes: [Secret]

  func show(_ code: Secret, _ ticket: Secret) async throws
    -> LatchkeyApplication.SignInResult
  {
    try await self.desk.desk.signIn.completeSecondFactor(
      self.desk.anonymous(), ticket: ticket, code: .device(code))
  }

  func recover(_ code: Secret, _ ticket: Secret) async throws
    -> LatchkeyApplication.SignInResult
  {
    try await self.desk.desk.signIn.completeSecondFactor(
      self.desk.anonymous(), ticket: ticket, code: .recovery(code))
  }

  func ticket() async throws -> Secret {
    try await self.desk.codeTicket(
      self.person.email, self.person.password, .contact)
  }

  /// Runs a closure with such a person on a new desk.
  static func run(
    settings: DeskSettings = DeskSettings(),
    _ body: @Sendable (DeviceScene) async throws -> Void
  ) async throws {
    try await TestDesk.run(settings: settings) { desk in
      let admin = try await desk.bootstrap()
      var person = try await desk.contact(password: "Old-W0rds-7!")
      try await desk.signIn(&person, .contact)
      try await desk.stepUp(person)
      let (device, codes) = try await desk.enroll(person)
      try await body(
        DeviceScene(desk: desk, admin: admin, person: person, device: device, recoveryCodes: codes))
    }
  }
}
