import LatchkeyBase
import LatchkeyDomain

extension SecondFactorUseCases {
  /// Seeds of devices that are sealed again in one transaction.
  public static let resealedMax = 200

  /// Seals some of the seeds under the current key that are sealed under one of before.
  ///
  /// - Returns: How many were looked at: as many as ``resealedMax``, and there may be more.
  /// - Throws: What the store fails with.
  public func resealSeeds() async throws(Failure) -> Int {
    let former = self.vault.formerKeys
    guard !former.isEmpty else { return 0 }
    let found = try await self.gate.store.read { transaction throws(Failure) in
      try transaction.seedsSealed(under: former, limit: Self.resealedMax)
    }
    guard !found.isEmpty else { return 0 }
    let resealed = found.compactMap { device in
      self.vault.reseal(
        device.seed, for: device.account, nonce: self.entropy.bytes(SealedSeed.nonceByteCount)
      ).map { (device, $0) }
    }
    let now = self.gate.clock.now()
    let journal = CallJournal(digests: self.gate.digests, call: nil)
    try await self.gate.store.write { transaction throws(Failure) in
      var count = 0
      for (device, seed) in resealed where try transaction.reseal(device, to: seed) { count += 1 }
      guard count > 0 else { return }
      try journal.append(
        AuditRecord(
          at: now, principal: "latchkeyd", actor: .service, action: .seedsResealed,
          details: ["seeds": "\(count)"]),
        to: transaction)
    }
    // One that no key opens is looked at again and again, and must not keep the others waiting.
    return resealed.count < found.count ? 0 : found.count
  }
}

extension StoreReading {
  /// Devices with a seed that is sealed under one of some keys.
  func seedsSealed(under keys: [UInt32], limit: Int) throws(Failure) -> [Device] {
    var found: [Device] = []
    for key in keys where found.count < limit {
      found += try self.devices(sealedUnder: key, limit: limit - found.count)
    }
    return found
  }
}
