import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

extension EveryMethodTests {
  /// The methods of the service `SecondFactor`.
  static let secondFactor: [Method: EveryMethodScene.Play] = [
    .secondFactorGetStatus: { scene in
      try await Self.playSecondFactor(
        scene.method, scene.served, by: scene.ada, on: scene.kim)
    },
    .secondFactorBeginTOTPEnrollment: { scene in
      try await Self.playSecondFactor(
        scene.method, scene.served, by: scene.ada, on: scene.kim)
    },
    .secondFactorConfirmTOTPEnrollment: { scene in
      try await Self.playSecondFactor(
        scene.method, scene.served, by: scene.ada, on: scene.kim)
    },
    .secondFactorRegenerateRecoveryCodes: { scene in
      try await Self.playSecondFactor(
        scene.method, scene.served, by: scene.ada, on: scene.kim)
    },
    .secondFactorDisableSecondFactor: { scene in
      try await Self.playSecondFactor(
        scene.method, scene.served, by: scene.ada, on: scene.kim)
    },
    .secondFactorResetSecondFactor: { scene in
      try await Self.playSecondFactor(
        scene.method, scene.served, by: scene.ada, on: scene.kim)
    },
  ]

  /// Devices and their codes. Both are agents who are signed in.
  static func playSecondFactor(
    _ method: Method, _ served: ServedDesk, by ada: Colleague, on kim: Colleague
  ) async throws {
    let desk = served.desk
    if method == .secondFactorGetStatus {
      let status = try await served.send(SecondFactor.GetStatus(), session: kim.session)
      #expect(!status.isEnrolled)
      return
    }
    _ = try await served.send(
      SignIn.Reauthenticate(password: Secret(kim.password)), session: kim.session)
    let shown = try await served.send(SecondFactor.BeginTOTPEnrollment(), session: kim.session)
    let device = TestDevice(key: Secret(shown.seed.text))
    if method == .secondFactorBeginTOTPEnrollment { return }
    let confirmed = try await served.send(
      SecondFactor.ConfirmTOTPEnrollment(code: Secret(desk.code(of: device).revealed)),
      session: kim.session)
    #expect(confirmed.recoveryCodes.count == 10)
    desk.clock.advance(TimeStep.length)
    #expect(
      try await served.send(SecondFactor.GetStatus(), session: kim.session).isEnrolled)
    switch method {
    case .secondFactorConfirmTOTPEnrollment:
      break
    case .secondFactorRegenerateRecoveryCodes:
      let codes = try await served.send(
        SecondFactor.RegenerateRecoveryCodes(), session: kim.session
      ).recoveryCodes.map(\.text)
      #expect(Set(codes).isDisjoint(with: confirmed.recoveryCodes.map(\.text)))
    case .secondFactorDisableSecondFactor:
      #expect(
        try await !served.send(SecondFactor.DisableSecondFactor(), session: kim.session).isEnrolled)
    case .secondFactorResetSecondFactor:
      try await served.send(
        SecondFactor.ResetSecondFactor(account: .id(kim.id.rawValue), reason: "Lost"),
        session: ada.session)
      #expect(try await !desk.account(kim.id).hasSecondFactor)
    case .signInCompleteSecondFactor:
      let asked = try await served.send(
        SignIn.SignIn(
          population: .agent, identifier: kim.email, password: Secret(kim.password)))
      #expect(asked.result == .secondFactorRequired)
      let answer = try await served.send(
        SignIn.CompleteSecondFactor(
          ticket: try #require(asked.ticket), code: Secret(desk.code(of: device).revealed)))
      #expect(answer.result == .session)
    default:
      Issue.record("\(method) has no script here.")
    }
  }
}

extension Secret {
  /// The bytes as text.
  fileprivate var text: String {
    self.withBytes { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) }
  }
}
