import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

extension EveryMethodTests {
  /// The methods of the service `Accounts`.
  static let accounts: [Method: EveryMethodScene.Play] = [
    .accountsLock: { scene in try await Self.playLocks(scene) },
    .accountsListLocked: { scene in try await Self.playLocks(scene) },
    .accountsUnlock: { scene in try await Self.playLocks(scene) },
    .accountsRequirePasswordChange: { scene in
      try await scene.served.send(
        Accounts.RequirePasswordChange(
          account: scene.reference, compromised: true, population: .agent),
        session: scene.ada.session)
    },
    .accountsGetOwnAccount: withLocalContact { scene, pat in
      let own = try await scene.served.send(Accounts.GetOwnAccount(), session: scene.kim.session)
      #expect(own.emails == [scene.kim.email])
      #expect(own.population == .agent)
    },
    .accountsUpdateOwnAccount: withLocalContact { scene, pat in
      let own = try await scene.served.send(
        Accounts.UpdateOwnAccount(
          displayName: "Kim", email: "kim2@example.com", phone: "+43 1 2345", locale: "fr"),
        session: scene.kim.session)
      #expect(own.displayName == "Kim")
      #expect(own.pendingEmail == "kim2@example.com")
      #expect(own.phone == "+43 1 2345")
    },
    .accountsRequirePasswordChangeOfMany: withLocalContact { scene, pat in
      let result = try await scene.served.send(
        Accounts.RequirePasswordChangeOfMany(
          accountIDs: [scene.kim.id.rawValue, scene.ada.id.rawValue], population: .agent,
          compromised: false,
          confirmed: true), session: scene.ada.session)
      #expect(result.changed == 1)
      #expect(result.skipped == 1)
      #expect(result.nextAfterID == nil)
    },
  ]

  /// A lock is closed, listed and opened.
  private static func playLocks(_ scene: EveryMethodScene) async throws {
    try await scene.served.send(
      Accounts.Lock(account: scene.reference, reason: "On leave", population: .agent),
      session: scene.ada.session)
    let locked = try await scene.served.send(
      Accounts.ListLocked(limit: 5), session: scene.ada.session)
    #expect(locked.accounts.map(\.lock.reason) == ["On leave"])
    try await scene.served.send(
      Accounts.Unlock(account: scene.reference, population: .agent), session: scene.ada.session)
    #expect(
      try await scene.served.send(Accounts.ListLocked(limit: 5), session: scene.ada.session)
        .accounts == [])
  }
}
