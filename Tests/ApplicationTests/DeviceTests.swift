import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// A device: got, given up, lost, required.
@Suite("Devices")
struct DeviceTests {
  @Test(
    "A device begins to count with its first right code, and with it other sessions and links end")
  func enrolls() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      var person = try await desk.contact(password: "Old-W0rds-7!")
      try await desk.signIn(&person, .contact)
      let elsewhere = try await desk.session("pat@example.org", "Old-W0rds-7!", .contact)
      let caller = person
      #expect(
        try await desk.reason {
          try await desk.desk.secondFactor.beginTOTPEnrollment(desk.call(caller), ticket: nil)
        }
          == .stepUpRequired)
      try await desk.stepUp(person)
      let first = try await desk.desk.secondFactor.beginTOTPEnrollment(
        desk.call(person), ticket: nil)
      let shown = try await desk.desk.secondFactor.beginTOTPEnrollment(
        desk.call(person), ticket: nil)
      #expect(first.seed.revealed != shown.seed.revealed)
      let device = TestDevice(key: shown.seed)
      // Not yet: the password is enough.
      _ = try await desk.session("pat@example.org", "Old-W0rds-7!", .contact)
      for code in [TestDevice(key: first.seed).code(at: desk.clock.now()), Secret("12")] {
        #expect(
          try await desk.reason {
            try await desk.desk.secondFactor.confirmTOTPEnrollment(
              desk.call(caller), code: code, ticket: nil)
          } == .codeInvalid)
      }
      #expect(try await desk.account(person.id).hasSecondFactor == false)
      let enrolled = try await desk.desk.secondFactor.confirmTOTPEnrollment(
        desk.call(person), code: desk.code(of: device), ticket: nil)
      #expect(enrolled.signIn == nil)
      #expect(enrolled.recoveryCodes.count == 10)
      #expect(Set(enrolled.recoveryCodes.map(\.revealed)).count == 10)
      #expect(try await desk.works(person.session), "The one that it was done in goes on.")
      #expect(try await !desk.works(elsewhere))
      #expect(
        try await desk.reason {
          try await desk.desk.secondFactor.beginTOTPEnrollment(desk.call(caller), ticket: nil)
        }
          == .secondFactorEnrolled)
      // The code that enrolled is used: it signs nobody in.
      let ticket = try await desk.codeTicket("pat@example.org", "Old-W0rds-7!", .contact)
      #expect(
        try await desk.reason {
          try await desk.desk.signIn.completeSecondFactor(
            desk.anonymous(), ticket: ticket, code: .device(desk.code(of: device)))
        } == .codeInvalid)
      #expect(try await desk.deliver().last?.text.contains("second factor") == true)
    }
  }

  @Test("New recovery codes end those of before, and need a fresh proof and a device")
  func renewed() async throws {
    try await DeviceScene.run { scene in
      let codes = try await scene.desk.desk.secondFactor.regenerateRecoveryCodes(
        scene.desk.call(scene.person))
      #expect(codes.count == 10)
      let ticket = try await scene.ticket()
      #expect(
        try await scene.desk.reason { try await scene.recover(scene.recoveryCodes[0], ticket) }
          == .codeInvalid)
      _ = try await scene.recover(codes[0], ticket).session()
      scene.desk.clock.advance(.minutes(5))
      #expect(
        try await scene.desk.reason {
          try await scene.desk.desk.secondFactor.regenerateRecoveryCodes(
            scene.desk.call(scene.person))
        } == .stepUpRequired)
    }
  }

  @Test("Who switches it off is asked for the password only; other sessions end, the own goes on")
  func disabled() async throws {
    try await DeviceScene.run { scene in
      let ticket = try await scene.ticket()
      let state = try await scene.desk.desk.secondFactor.disableSecondFactor(
        scene.desk.call(scene.person))
      #expect(state.enrolledAt == nil && state.recoveryCodesLeft == 0)
      #expect(try await scene.desk.works(scene.person.session))
      _ = try await scene.desk.session("pat@example.org", "Old-W0rds-7!", .contact)
      #expect(
        try await scene.desk.reason {
          try await scene.show(scene.desk.code(of: scene.device), ticket)
        }
          == .ticketInvalid)
      #expect(
        try await scene.desk.reason {
          try await scene.desk.desk.secondFactor.disableSecondFactor(scene.desk.call(scene.person))
        } == .secondFactorNotEnrolled)
    }
  }

  @Test(
    "An administrator takes a lost device away: sessions end, the owner is told, codes are dead")
  func reset() async throws {
    try await DeviceScene.run { scene in
      let call = scene.desk.call(scene.admin)
      scene.desk.clock.advance(.minutes(5))
      #expect(
        try await scene.desk.reason {
          try await scene.desk.desk.secondFactor.resetSecondFactor(
            call, of: .id(scene.person.id), reason: "lost")
        } == .stepUpRequired)
      try await scene.desk.stepUp(scene.admin)
      try await scene.desk.desk.secondFactor.resetSecondFactor(
        call, of: .id(scene.person.id), reason: "lost")
      #expect(try await !scene.desk.works(scene.person.session))
      _ = try await scene.desk.session("pat@example.org", "Old-W0rds-7!", .contact)
      #expect(
        try await scene.desk.deliver().last?.text.contains("second factor") == true)
      #expect(
        try await scene.desk.reason {
          try await scene.desk.desk.secondFactor.resetSecondFactor(
            call, of: .id(scene.person.id), reason: "lost")
        } == .secondFactorNotEnrolled)
      #expect(
        try scene.desk.raw.rows(
          "SELECT 1 FROM recovery_code UNION ALL SELECT 1 FROM second_factor") == [])
    }
  }

  @Test(
    "From the moment on at which it is required, a sign-in leads to a device and then to a session")
  func required() async throws {
    var settings = DeskSettings()
    settings.contactsNeedSecondFactorFrom = FixedClock().now() + .days(1)
    try await TestDesk.run(settings: settings) { desk in
      try await desk.bootstrap()
      let person = try await desk.contact(password: "Old-W0rds-7!")
      let before = try await desk.tryPassword("pat@example.org", "Old-W0rds-7!", .contact).session()
      #expect(before.secondFactorRequiredFrom == settings.contactsNeedSecondFactorFrom)
      desk.clock.advance(.days(1))
      guard
        case .enrollmentRequired(let ticket) = try await desk.tryPassword(
          "pat@example.org", "Old-W0rds-7!", .contact)
      else {
        Issue.record("A device is required.")
        return
      }
      #expect(try await !desk.works(ticket.token))
      let shown = try await desk.desk.secondFactor.beginTOTPEnrollment(
        desk.anonymous(), ticket: ticket.token)
      let device = TestDevice(key: shown.seed)
      let enrolled = try await desk.desk.secondFactor.confirmTOTPEnrollment(
        desk.anonymous(), code: desk.code(of: device), ticket: ticket.token)
      let session = try #require(try enrolled.signIn?.session())
      #expect(try await desk.works(session.token))
      #expect(try await !desk.works(before.token), "It came about without the device.")
      var owner = person
      owner.session = session.token
      owner.password = "Old-W0rds-7!"
      try await desk.stepUp(owner)
      let caller = owner
      #expect(
        try await desk.reason {
          try await desk.desk.secondFactor.disableSecondFactor(desk.call(caller))
        }
          == .secondFactorRequired)
      #expect(
        try await desk.reason {
          try await desk.desk.secondFactor.beginTOTPEnrollment(
            desk.anonymous(), ticket: ticket.token)
        } == .ticketInvalid)
    }
  }

  @Test("A device that was begun counts for a quarter of an hour, and for the account as it was")
  func enrollmentEnds() async throws {
    try await TestDesk.run { desk in
      try await desk.bootstrap()
      var person = try await desk.contact(password: "Old-W0rds-7!")
      try await desk.signIn(&person, .contact)
      for wait in [true, false] {
        try await desk.stepUp(person)
        let shown = try await desk.desk.secondFactor.beginTOTPEnrollment(
          desk.call(person), ticket: nil)
        #expect(shown.expiresAt == desk.clock.now() + .minutes(15))
        if wait {
          desk.clock.advance(.minutes(15))
          try await desk.stepUp(person)
        } else {
          _ = try await desk.desk.passwords.changePassword(
            desk.call(person), current: Secret(person.password),
            new: Secret("New-W0rds-8!"), endCurrentSession: false)
          person.password = "New-W0rds-8!"
        }
        let caller = person
        #expect(
          try await desk.reason {
            try await desk.desk.secondFactor.confirmTOTPEnrollment(
              desk.call(caller), code: desk.code(of: TestDevice(key: shown.seed)), ticket: nil)
          } == .secondFactorNotEnrolled)
      }
    }
  }

  @Test("I16 neither seed nor code nor recovery code is in the store, its journal or a mail")
  func nowhere() async throws {
    try await DeviceScene.run { scene in
      let ticket = try await scene.ticket()
      _ = try await scene.recover(scene.recoveryCodes[0], ticket).session()
      try await scene.desk.deliver()
      for (name, bytes) in try scene.desk.folder.contents() where !name.hasPrefix("keys") {
        for code in scene.recoveryCodes {
          #expect(!bytes.holds(Array(code.revealed.utf8)), "A recovery code is in \(name).")
          #expect(!bytes.holds(Array(code.revealed.utf8.filter { $0 != 0x2D })), "\(name)")
          let read = try #require(RecoveryCode.read(code))
          #expect(!bytes.holds(read.withBytes { read in read.indices.map { read[$0] } }), "\(name)")
        }
        let seed = scene.device.seed
        #expect(!bytes.holds(seed.withBytes { seed in seed.indices.map { seed[$0] } }), "\(name)")
        #expect(!bytes.holds(Array(DeviceText.base32(seed).revealed.utf8)), "\(name)")
      }
    }
  }

  @Test("Keys rotate while people sign in: seeds are sealed again, and no key ends before that")
  func rotation() async throws {
    try await DeviceScene.run { scene in
      let rotated = try await scene.desk.desk.operator.rotateKeys(
        scene.desk.operatorCall, of: scene.desk.keys, isCompromised: false, isConfirmed: false)
      #expect(rotated.toReseal == 1)
      scene.desk.clock.advance(.days(400))
      #expect(try await scene.desk.desk.operator.retireKeys(of: scene.desk.keys) == 0)
      #expect(try await scene.desk.desk.secondFactor.resealSeeds() == 1)
      #expect(try await scene.desk.desk.secondFactor.resealSeeds() == 0)
      #expect(try await scene.desk.desk.operator.retireKeys(of: scene.desk.keys) == 1)
      let ticket = try await scene.ticket()
      _ = try await scene.show(scene.desk.code(of: scene.device), ticket).session()
    }
  }

  @Test("T20 break-glass takes the Account Administrator's device away where it is lost, else not")
  func brokenGlass() async throws {
    for removes in [false, true] {
      try await TestDesk.run { desk in
        let admin = try await desk.bootstrap()
        let (device, _) = try await desk.enroll(admin)
        let broken = try await desk.desk.operator.breakGlass(
          desk.operatorCall, reason: "lost", removesSecondFactor: removes, isConfirmed: true)
        let result = try await desk.tryPassword(admin.email, broken.password.revealed)
        switch result {
        case .passwordChangeRequired: #expect(removes)
        case .secondFactorRequired(let ticket):
          #expect(!removes)
          _ = try await desk.desk.signIn.completeSecondFactor(
            desk.anonymous(), ticket: ticket.token, code: .device(desk.code(of: device)))
        case .session, .enrollmentRequired: Issue.record("\(result)")
        }
      }
    }
  }

  @Test("I17 after a restore no code of before works, recovery codes included; the device does")
  func restored() async throws {
    try await DeviceScene.run { scene in
      let code = scene.desk.code(of: scene.device)
      let now = scene.desk.clock.now()
      let effects = try await scene.desk.store.write { try $0.endWhatMustNotReturn(at: now) }
      #expect(effects.recoveryCodes == 10)
      let ticket = try await scene.ticket()
      #expect(try await scene.desk.reason { try await scene.show(code, ticket) } == .codeInvalid)
      #expect(
        try await scene.desk.reason { try await scene.recover(scene.recoveryCodes[0], ticket) }
          == .codeInvalid)
      scene.desk.clock.advance(.minutes(1))
      _ = try await scene.show(scene.desk.code(of: scene.device), ticket).session()
    }
  }

  @Test(
    "D8, D9 the device of the Account Administrator, of oneself or of who outranks is not reset")
  func guarded() async throws {
    try await TestDesk.run { desk in
      let boss = try await desk.bootstrap()
      let clerk = try await desk.agent("clerk@example.org", [.manageMFA])
      let other = try await desk.agent("mighty@example.org", [.manageMFA, .manageRoles])
      let caller = clerk
      for (target, reason) in [
        (boss.id, .accountAdministratorProtected), (clerk.id, .cannotTargetSelf),
        (other.id, .targetOutranksActor),
      ] as [(AccountID, Reason)] {
        #expect(
          try await desk.reason {
            try await desk.desk.secondFactor.resetSecondFactor(
              desk.call(caller), of: .id(target), reason: "x")
          } == reason)
      }
    }
  }
}
