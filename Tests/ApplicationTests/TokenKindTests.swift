import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// Which token opens which call.
@Suite("Kinds of tokens")
struct TokenKindTests {
  /// Calls that take a token, each with the purposes that it accepts.
  enum Door: String, CaseIterable, Sendable {
    case verify, inspect, reset, activation, change, confirm, code, device

    func accepts(_ purpose: TokenPurpose, _ population: Population) -> Bool {
      switch self {
      case .verify: purpose == .session(purpose.population)
      case .change: purpose == .passwordChange(purpose.population)
      case .inspect: TokenPurpose.links(population).contains(purpose)
      case .reset: TokenPurpose.resets(population).contains(purpose)
      case .activation: purpose == .activation(population)
      case .confirm: purpose == .emailChange(population)
      case .code: purpose == .secondFactorTicket(purpose.population)
      case .device: purpose == .enrollment(purpose.population)
      }
    }

    var refusal: Reason {
      switch self {
      case .verify: .sessionInvalid
      case .change, .code, .device: .ticketInvalid
      case .inspect, .reset, .activation, .confirm: .linkInvalid
      }
    }

    func open(
      _ token: Secret, _ population: Population, _ device: TestDevice?, _ desk: TestDesk
    ) async throws {
      let call = desk.anonymous()
      switch self {
      case .verify: _ = try await desk.desk.sessions.verifySession(desk.verifierCall, token: token)
      case .inspect: try await desk.inspect(token, population)
      case .reset: try await desk.completeReset(token, "Mine-W0rds!", population)
      case .activation: try await desk.activate(token, "Mine-W0rds!", population)
      case .change: _ = try await desk.completeChange(token, "Mine-W0rds!")
      case .confirm:
        try await desk.desk.recovery.confirmEmailChange(call, token: token, population: population)
      case .code:
        let code = device.map { desk.code(of: $0) } ?? Secret("000000")
        _ = try await desk.desk.signIn.completeSecondFactor(
          call, ticket: token, code: .device(code))
      case .device:
        let shown = try await desk.desk.secondFactor.beginTOTPEnrollment(call, ticket: token)
        _ = try await desk.desk.secondFactor.confirmTOTPEnrollment(
          call, code: desk.code(of: TestDevice(key: shown.seed)), ticket: token)
      }
    }
  }

  @Test(
    "F19, I3 each kind of token opens exactly its own calls, of its own population",
    arguments: TokenPurpose.allCases)
  func kinds(purpose: TokenPurpose) async throws {
    try await TestDesk.run { desk in
      let ada = try await desk.bootstrap()
      let population = purpose.population
      let (token, device) = try await desk.token(purpose, by: ada)
      let state = try desk.storedState()
      for door in Door.allCases {
        for asked in Population.allCases where !door.accepts(purpose, asked) {
          let reason = try await desk.reason { try await door.open(token, asked, device, desk) }
          #expect(reason == door.refusal, "\(purpose) at \(door) of \(asked)")
        }
      }
      #expect(try desk.storedState() == state)
      let own = try #require(
        Door.allCases.last { $0.accepts(purpose, population) && $0 != .inspect })
      #expect(try await desk.reason { try await own.open(token, population, device, desk) } == nil)
    }
  }
}

extension TestDesk {
  /// A token of a kind that works, of somebody new, and the device that it asks for.
  fileprivate func token(
    _ purpose: TokenPurpose, by actor: Colleague
  ) async throws -> (Secret, TestDevice?) {
    let population = purpose.population
    let isPending = purpose == .activation(population)
    var kim = try await self.account(
      "kim@example.com", population, password: isPending ? nil : "Plain-W0rds!")
    switch purpose {
    case .agentStaffReset: return (try await self.staffLink(from: actor, to: kim), nil)
    case .contactStaffReset: return (try await self.contactLink(from: actor, to: kim), nil)
    case .agentPasswordChange, .contactPasswordChange:
      try await self.desk.accounts.requirePasswordChange(
        self.call(actor), kim.selector, isCompromised: false)
      return (try #require(try await self.ticket(kim.email, kim.password, population)).token, nil)
    case .agentSession, .contactSession:
      return (try await self.session(kim.email, kim.password, population), nil)
    case .agentEmailChange, .contactEmailChange:
      try await self.signIn(&kim, population)
      try await self.stepUp(kim)
      var changes = OwnAccountChanges()
      changes.email = try EmailAddress("new@example.com")
      _ = try await self.desk.accounts.updateOwnAccount(self.call(kim), changes)
      return (try await self.linkFromMail(to: "new@example.com"), nil)
    case .agentSecondFactor, .contactSecondFactor:
      try await self.signIn(&kim, population)
      try await self.stepUp(kim)
      let (device, _) = try await self.enroll(kim)
      return (try await self.codeTicket(kim.email, kim.password, population), device)
    case .agentEnrollment, .contactEnrollment:
      let etag = try await self.desk.settings.getSettings(self.call(actor), prefix: "").etag
      _ = try await self.desk.settings.updateSettings(
        self.call(actor),
        [
          StoredSettings.Change(
            setting: "second_factor.\(population.name)s_from", value: "2020-01-01")
        ], profile: nil, etag: etag)
      guard
        case .enrollmentRequired(let ticket) = try await self.tryPassword(
          kim.email, kim.password, population)
      else { throw NoSession() }
      return (ticket.token, nil)
    case .agentReset, .contactReset, .agentInvitation, .contactActivation:
      return (try await self.forgottenLink(of: kim.email, population), nil)
    }
  }
}
