import LatchkeyApplication
import LatchkeyDomain
import Testing

@Suite("Store contract: devices and recovery codes")
struct SecondFactorContract {
  private static func seed(_ byte: UInt8, key: UInt32 = 7) -> SealedSeed {
    SealedSeed(key: key, bytes: [UInt8](repeating: byte, count: 60))
  }

  private static func digest(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 32) }

  /// Gives an account a device with two recovery codes, used in step 100.
  private static func enroll(
    _ account: Account, _ seed: SealedSeed, in store: any StoreWriting
  ) throws {
    var account = account
    account.addSecondFactor()
    try store.update(account)
    try store.insert(
      Device(
        account: account.id, seed: seed, lastStep: TimeStep(number: 100), enrolledAt: start),
      recoveryCodes: [Self.digest(1), Self.digest(2)])
  }

  @Test(
    "A device reads back as it was made, and takes the place of its enrollment",
    arguments: StoreUnderTest.allCases)
  func insertion(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let first = Enrollment(
        account: ana.id, seed: Self.seed(1), epoch: ana.epoch, expiresAt: .at(9))
      let second = Enrollment(
        account: ana.id, seed: Self.seed(2), epoch: ana.epoch, expiresAt: .at(10))
      try await store.write { store throws in
        try store.setEnrollment(first)
        #expect(try store.enrollment(of: ana.id) == first)
        try store.setEnrollment(second)
        #expect(try store.enrollment(of: ana.id) == second)
        #expect(try store.device(of: ana.id) == nil)
        try Self.enroll(ana, Self.seed(2), in: store)
      }
      try await store.read { store throws in
        #expect(try store.enrollment(of: ana.id) == nil)
        #expect(
          try store.device(of: ana.id)
            == Device(
              account: ana.id, seed: Self.seed(2), lastStep: TimeStep(number: 100),
              enrolledAt: start))
        #expect(try store.account(ana.id)?.hasSecondFactor == true)
        #expect(try store.recoveryCodesLeft(of: ana.id) == 2)
        #expect(try store.deviceCount() == 1)
      }
    }
  }

  @Test(
    "I1 a step is used once, and none before it: of 64 at once one has it",
    arguments: StoreUnderTest.allCases)
  func steps(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let ben = try await store.added(.agent("Ben"))
      try await store.write { try Self.enroll(ana, Self.seed(1), in: $0) }
      for step: Int64 in [101, 102] {
        let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
          for _ in 0..<64 {
            group.addTask {
              try await store.write { try $0.useStep(TimeStep(number: step), of: ana.id) }
            }
          }
          return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
      }
      try await store.write { store throws in
        for step: Int64 in [0, 100, 101, 102] {
          #expect(try store.useStep(TimeStep(number: step), of: ana.id) == false)
        }
        #expect(try store.useStep(TimeStep(number: 500), of: ben.id) == false, "No device.")
      }
    }
  }

  @Test(
    "A recovery code is used once, by its own account; other codes take the place of all",
    arguments: StoreUnderTest.allCases)
  func recoveryCodes(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let ben = try await store.added(.agent("Ben"))
      try await store.write { store throws in
        try Self.enroll(ana, Self.seed(1), in: store)
        #expect(try store.useRecoveryCode(Self.digest(1), of: ben.id) == false)
        #expect(try store.useRecoveryCode(Self.digest(1), of: ana.id))
        #expect(try store.useRecoveryCode(Self.digest(1), of: ana.id) == false)
        #expect(try store.recoveryCodesLeft(of: ana.id) == 1)
        try store.setRecoveryCodes([Self.digest(3)], of: ana.id)
        #expect(try store.useRecoveryCode(Self.digest(2), of: ana.id) == false)
        #expect(try store.useRecoveryCode(Self.digest(3), of: ana.id))
      }
    }
  }

  @Test(
    "With the account's word that it has none, device and codes are gone; without it, none comes",
    arguments: StoreUnderTest.allCases)
  func removal(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      try await store.write { try Self.enroll(ana, Self.seed(1), in: $0) }
      try await store.write { store throws in
        var account = try #require(try store.account(ana.id))
        account.removeSecondFactor(under: .portal)
        try store.update(account)
        #expect(try store.device(of: ana.id) == nil)
        #expect(try store.recoveryCodesLeft(of: ana.id) == 0)
      }
      await #expect(throws: StoreError.self) {
        try await store.write { store throws in
          try store.insert(
            Device(
              account: ana.id, seed: Self.seed(1), lastStep: TimeStep(number: 1),
              enrolledAt: start),
            recoveryCodes: [])
        }
      }
    }
  }

  @Test(
    "Seeds are found by the key that seals them, and sealed again unless they changed meanwhile",
    arguments: StoreUnderTest.allCases)
  func seals(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      var added: [AccountID] = []
      for (number, key) in [7, 8, 7, 7].enumerated() {
        let account = try await store.added(.agent("Agent\(number)"))
        added.append(account.id)
        try await store.write {
          try Self.enroll(account, Self.seed(UInt8(number), key: UInt32(key)), in: $0)
        }
      }
      let ids = added
      try await store.write { store throws in
        let found = try store.devices(sealedUnder: 7, limit: 2)
        #expect(found.map(\.account) == [ids[0], ids[2]])
        #expect(try store.reseal(found[0], to: Self.seed(50, key: 9)))
        #expect(try store.reseal(found[0], to: Self.seed(51, key: 9)) == false)
        #expect(try store.device(of: ids[0])?.seed == Self.seed(50, key: 9))
        #expect(try store.devices(sealedUnder: 7, limit: 9).map(\.account) == [ids[2], ids[3]])
      }
    }
  }

  @Test("An enrollment that ended is removed by the clean-up", arguments: StoreUnderTest.allCases)
  func cleanUp(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      let ana = try await store.added(.agent("Ana"))
      let enrollment = Enrollment(
        account: ana.id, seed: Self.seed(1), epoch: ana.epoch, expiresAt: .at(9))
      try await store.write { store throws in
        try store.setEnrollment(enrollment)
        #expect(try store.purge(endedBefore: .at(9), limit: 9) == 0)
        #expect(try store.purge(endedBefore: .at(10), limit: 9) == 1)
        #expect(try store.enrollment(of: ana.id) == nil)
      }
    }
  }
}
