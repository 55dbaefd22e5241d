import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// A device, asked for at sign-in.
@Suite("The second factor at sign-in")
struct SecondFactorTests {
  @Test("S3.18 with a device the right password leads to a ticket, and its code to a session")
  func signsIn() async throws {
    try await DeviceScene.run { scene in
      let ticket = try await scene.ticket()
      #expect(try await !scene.desk.works(ticket), "A ticket is no session.")
      let session = try await scene.show(scene.desk.code(of: scene.device), ticket).session()
      #expect(try await scene.desk.works(session.token))
      #expect(
        try await scene.desk.reason {
          try await scene.show(scene.desk.code(of: scene.device), ticket)
        }
          == .ticketInvalid, "A ticket is used once.")
    }
  }

  @Test(
    "Codes of the step before and of the next one are right, others are wrong; each is right once")
  func window() async throws {
    try await DeviceScene.run { scene in
      // The step of the enrolment itself is used up.
      scene.desk.clock.advance(.minutes(2))
      for (later, isRight) in [
        (-2, false), (-1, true), (-1, false), (1, true), (0, false), (2, false),
      ]
        as [(Int64, Bool)]
      {
        let ticket = try await scene.ticket()
        let code = scene.desk.code(of: scene.device, stepsLater: later)
        let reason = try await scene.desk.reason { try await scene.show(code, ticket) }
        #expect(reason == (isRight ? nil : .codeInvalid), "\(later)")
      }
    }
  }

  @Test("I1 of many callers with one code, each with a ticket of their own, one gets in")
  func race() async throws {
    var settings = DeskSettings()
    settings.secondFactorThrottle.limit = 100
    try await DeviceScene.run(settings: settings) { scene in
      let code = scene.desk.code(of: scene.device)
      let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<16 {
          group.addTask {
            // A newer ticket supersedes the one before: all show the last.
            try await scene.desk.reason { try await scene.show(code, try await scene.ticket()) }
              == nil
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(wins <= 1)
      let later = try await scene.desk.reason {
        try await scene.show(code, try await scene.ticket())
      }
      #expect(wins == 1 ? later == .codeInvalid : later == nil)
    }
  }

  @Test(
    "I14 wrong codes are counted by the account, whatever the ticket; then it is locked and told")
  func throttled() async throws {
    try await DeviceScene.run { scene in
      let wrong = Secret("000000")
      for _ in 0..<5 {
        let ticket = try await scene.ticket()
        #expect(try await scene.desk.reason { try await scene.show(wrong, ticket) } == .codeInvalid)
      }
      #expect(
        try await scene.desk.reason { try await scene.ticket() } == .invalidCredentials,
        "While the lock holds, passwords are compared with nothing.")
      #expect(
        try await scene.desk.account(scene.person.id).status(at: scene.desk.clock.now()) == .locked)
      #expect(
        try await scene.desk.deliver().last?.text.contains("wrong") == true)
      scene.desk.clock.advance(.minutes(15))
      let ticket = try await scene.ticket()
      _ = try await scene.show(scene.desk.code(of: scene.device), ticket).session()
    }
  }

  @Test("Who is locked by wrong passwords is told of wrong codes all the same, once")
  func toldWhileLocked() async throws {
    try await DeviceScene.run { scene in
      let ticket = try await scene.ticket()
      for _ in 0..<10 {
        _ = try await scene.desk.reason {
          try await scene.desk.tryPassword(scene.person.email, "wrong", .contact)
        }
      }
      #expect(
        try await scene.desk.account(scene.person.id).status(at: scene.desk.clock.now()) == .locked)
      _ = try await scene.desk.deliver()
      for _ in 0..<6 {
        _ = try await scene.desk.reason {
          try await scene.show(Secret("000000"), ticket)
        }
      }
      let entries = try await scene.desk.audit().filter {
        $0.record.action == .accountLockedAutomatically
          && $0.record.details["severity"] == "security"
      }
      #expect(entries.map { $0.record.details["attempts"] } == ["5"])
      #expect(try await scene.desk.deliver().last?.text.contains("wrong") == true)
    }
  }

  @Test("Nobody takes a device away by saying that the password lives elsewhere")
  func elsewhere() async throws {
    try await DeviceScene.run { scene in
      var changes = ContactChanges()
      changes.source = .external
      let attempt = try await scene.desk.attempt {
        try await scene.desk.desk.contacts.updateContact(
          scene.desk.call(scene.admin), .id(scene.person.id), changes)
      }
      #expect(attempt.reason == .secondFactorEnrolled)
      #expect(try await scene.desk.account(scene.person.id).hasSecondFactor)
    }
  }

  @Test(
    "The right password does not forget wrong codes, a reset by mail neither; staff who unlock do")
  func counted() async throws {
    try await DeviceScene.run { scene in
      let wrong = Secret("000000")
      for _ in 0..<5 {
        let ticket = try await scene.ticket()
        _ = try await scene.desk.reason { try await scene.show(wrong, ticket) }
      }
      let link = try await scene.desk.forgottenLink(of: "pat@example.org", .contact)
      try await scene.desk.completeReset(link, "New-W0rds-8!", .contact)
      let ticket = try await scene.desk.codeTicket("pat@example.org", "New-W0rds-8!", .contact)
      let code = scene.desk.code(of: scene.device)
      #expect(
        try await scene.desk.reason { try await scene.show(code, ticket) } == .tooManyAttempts)
      try await scene.desk.desk.accounts.unlock(scene.desk.call(scene.admin), .id(scene.person.id))
      let again = try await scene.desk.codeTicket("pat@example.org", "New-W0rds-8!", .contact)
      _ = try await scene.show(code, again).session()
    }
  }

  @Test("D12 a reset by a link and a temporary password both lead by the device")
  func notAround() async throws {
    try await DeviceScene.run { scene in
      let link = try await scene.desk.forgottenLink(of: "pat@example.org", .contact)
      try await scene.desk.completeReset(link, "New-W0rds-8!", .contact)
      _ = try await scene.desk.codeTicket("pat@example.org", "New-W0rds-8!", .contact)

      let issued = try await scene.desk.desk.contacts.issueTemporaryPassword(
        scene.desk.call(scene.admin), for: .id(scene.person.id), confirmed: true)
      let ticket = try await scene.desk.codeTicket(
        "pat@example.org", issued.password.revealed, .contact)
      guard
        case .passwordChangeRequired(let change) = try await scene.show(
          scene.desk.code(of: scene.device), ticket)
      else {
        Issue.record("The code comes first, the choice of a password second.")
        return
      }
      #expect(change.cause == .temporaryPassword)
      let session = try await scene.desk.desk.signIn.completePasswordChange(
        scene.desk.anonymous(), ticket: change.token, password: Secret("Third-W0rds-9!")
      ).session()
      #expect(try await scene.desk.works(session.token))
    }
  }

  @Test("D12 who was put aside and is invited again gets no session without the device")
  func reactivated() async throws {
    try await DeviceScene.run { scene in
      let call = scene.desk.call(scene.admin)
      _ = try await scene.desk.desk.contacts.deactivateContact(
        call, .id(scene.person.id), reason: "")
      _ = try await scene.desk.desk.contacts.reactivateContact(call, .id(scene.person.id))
      _ = try await scene.desk.desk.contacts.sendActivation(call, to: .id(scene.person.id))
      let link = try await scene.desk.linkFromMail(to: "pat@example.org")
      let result = try await scene.desk.desk.recovery.completeActivation(
        scene.desk.anonymous(), token: link, population: .contact,
        password: Secret("New-W0rds-8!"))
      guard case .secondFactorRequired(let ticket) = result else {
        Issue.record("The device is asked for: \(result)")
        return
      }
      _ = try await scene.show(scene.desk.code(of: scene.device), ticket.token).session()
    }
  }

  @Test(
    "A recovery code takes the place of the device once, however it is typed; the owner is told")
  func recovers() async throws {
    try await DeviceScene.run { scene in
      let code = scene.recoveryCodes[3]
      let typed = Secret(code.revealed.uppercased().filter { $0 != "-" })
      _ = try await scene.recover(typed, try await scene.ticket()).session()
      let ticket = try await scene.ticket()
      #expect(try await scene.desk.reason { try await scene.recover(code, ticket) } == .codeInvalid)
      #expect(
        try await scene.desk.deliver().last?.text.contains("recovery code") == true)
      let session = try await scene.recover(scene.recoveryCodes[4], ticket).session()
      var person = scene.person
      person.session = session.token
      #expect(
        try await scene.desk.desk.secondFactor.getStatus(scene.desk.call(person)).recoveryCodesLeft
          == 8)
    }
  }

  @Test("Recovery codes are counted apart from those of the device, and are not accepted as one")
  func apart() async throws {
    try await DeviceScene.run { scene in
      for _ in 0..<4 {
        let ticket = try await scene.ticket()
        #expect(
          try await scene.desk.reason {
            try await scene.recover(Secret("000000"), ticket)
          } == .codeInvalid)
        #expect(
          try await scene.desk.reason { try await scene.show(scene.recoveryCodes[0], ticket) }
            == .codeInvalid)
      }
      let ticket = try await scene.ticket()
      _ = try await scene.show(scene.desk.code(of: scene.device), ticket).session()
    }
  }

  @Test("A code of the device is a fresh proof like the password, once; a wrong one counts")
  func proves() async throws {
    try await DeviceScene.run { scene in
      scene.desk.clock.advance(.minutes(6))
      let call = scene.desk.call(scene.person)
      let code = scene.desk.code(of: scene.device)
      #expect(
        try await scene.desk.reason {
          try await scene.desk.desk.signIn.reauthenticate(call, code: Secret("000000"))
        } == .codeInvalid)
      let until = try await scene.desk.desk.signIn.reauthenticate(call, code: code)
      #expect(until == scene.desk.clock.now() + .minutes(5))
      #expect(
        try await scene.desk.reason {
          try await scene.desk.desk.signIn.reauthenticate(call, code: code)
        }
          == .codeInvalid)
      _ = try await scene.desk.desk.secondFactor.regenerateRecoveryCodes(call)
    }
  }
}
