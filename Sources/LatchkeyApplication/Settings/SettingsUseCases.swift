import LatchkeyAuthorization
internal import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// The service `Settings`: lifetimes, limits and decisions.
public struct SettingsUseCases: Sendable {
  let gate: Gate

  /// Lifetimes, limits and decisions in force now.
  public var now: DeskSettings { self.gate.currentSettings.now }

  /// The settings with names that begin like this, as they stand.
  ///
  /// - Throws: A refusal.
  public func getSettings(
    _ call: Call, prefix: String
  ) async throws(Failure) -> SettingsState {
    try await self.gate.read(Operation(.settingsGetSettings), call) { snapshot throws(Failure) in
      self.state(of: try snapshot.store.storedSettings(), at: snapshot.now) {
        $0.hasPrefix(prefix)
      }
    }
  }

  /// Changes settings, all or none. In force as soon as the call returns, or from the announced
  /// time on.
  ///
  /// - Parameters:
  ///   - call: Who asks.
  ///   - changes: The changes, each setting once.
  ///   - profile: Another profile; settings that were changed keep their values.
  ///   - etag: The state that the caller saw.
  /// - Returns: The settings that were named, as they stand now.
  /// - Throws: A refusal where a change is not allowed, a value is wrong by itself or together with the
  ///   others, or another state than the caller saw is in force.
  public func updateSettings(
    _ call: Call, _ changes: [StoredSettings.Change], profile: SettingsProfile?, etag: String
  ) async throws(Failure) -> SettingsState {
    let isAboutMailOnly = try self.check(changes) && profile == nil
    let operation = Operation(
      .settingsUpdateSettings, aspect: isAboutMailOnly ? .notificationsOnly : .plain)
    do throws(Failure) {
      let (stored, now) = try await self.gate.change(operation, call) { change throws(Failure) in
        let before = try change.store.storedSettings()
        guard before.etag == etag else { throw .refusal(Refusal(settingsInForce: before)) }
        let after = try self.applying(changes, profile: profile, to: before, at: change.now)
        let details = self.details(before, after, changes, at: change.now)
        // Nothing new: nothing to store, and nothing to record.
        guard !details.isEmpty else { return (before, change.now) }
        try change.store.setStoredSettings(after)
        try change.record(details)
        return (after, change.now)
      }
      self.gate.currentSettings.adopt(stored)
      let names = Set(changes.map(\.setting))
      return self.state(of: stored, at: now, where: names.contains)
    } catch {
      // Whether the new values are in the store is not known: what is there counts.
      if case .store(.outcomeUnknown) = error { try? await self.reload() }
      throw error
    }
  }

  /// Takes over what the store holds.
  ///
  /// - Throws: What the store fails with.
  public func reload() async throws(Failure) {
    self.gate.currentSettings.adopt(
      try await self.gate.store.read { store throws(Failure) in try store.storedSettings() })
  }

  /// Refuses what is wrong by itself, before anything else is said; what depends on other values is
  /// looked at in the transaction.
  ///
  /// - Returns: Whether all changes are about what is mailed.
  private func check(_ changes: [StoredSettings.Change]) throws(Failure) -> Bool {
    var isAboutMailOnly = true
    do throws(FieldError) {
      for change in changes {
        let setting = try SettingTable.changeable(change.setting)
        var scratch = self.gate.currentSettings.host
        if let value = change.value { try setting.set(value, in: &scratch) }
        if setting.authority != .notifications { isAboutMailOnly = false }
      }
    } catch {
      throw .refusal(Refusal(error))
    }
    return isAboutMailOnly
  }

  private func applying(
    _ changes: [StoredSettings.Change], profile: SettingsProfile?, to before: StoredSettings,
    at now: Timestamp
  ) throws(Failure) -> StoredSettings {
    var after = before
    do throws(FieldError) {
      try after.apply(changes, profile: profile, on: self.gate.currentSettings.host, at: now)
    } catch {
      throw .refusal(Refusal(error))
    }
    return after
  }

  private func state(
    of stored: StoredSettings, at now: Timestamp, where isWanted: (String) -> Bool
  ) -> SettingsState {
    let host = self.gate.currentSettings.host
    let settings = stored.settings(on: host, at: now)
    let profile = stored.profile.values(on: host)
    return SettingsState(
      settings: SettingTable.all.filter { isWanted($0.name) }.map { setting in
        let announced = stored.announced[setting.name]
        return SettingState(
          setting: setting, value: setting.value(in: settings),
          profileValue: setting.value(in: profile), deviations: setting.deviations(in: settings),
          announced: announced.flatMap { $0.effectiveFrom > now ? $0 : nil })
      },
      profile: stored.profile, etag: stored.etag)
  }

  /// Old and new value of everything that a call changed.
  private func details(
    _ before: StoredSettings, _ after: StoredSettings, _ changes: [StoredSettings.Change],
    at now: Timestamp
  ) -> [String: String] {
    let host = self.gate.currentSettings.host
    let old = before.settings(on: host, at: now)
    let new = after.settings(on: host, at: now)
    var details: [String: String] = [:]
    for setting in SettingTable.all {
      let values = (setting.value(in: old), setting.value(in: new))
      if values.0 != values.1 { details[setting.name] = "\(values.0) -> \(values.1)" }
    }
    for change in changes {
      let name = change.setting
      let announced = after.announced[name]
      if let announced, announced != before.announced[name] {
        let value = announced.value ?? "the profile's"
        details["announced \(name)"] = "\(value) from \(announced.effectiveFrom.text)"
      }
      let wasAnnounced = before.announced[name].map { $0.effectiveFrom > now } ?? false
      if announced == nil && wasAnnounced { details["withdrawn \(name)"] = "yes" }
      // Kept by name from now on, without regard to the profile.
      if details[name] == nil, before.values(at: now)[name] != after.values[name] {
        details[name] = after.values[name].map { "\($0), set" } ?? "the profile's"
      }
    }
    if before.profile != after.profile {
      details["profile"] = "\(before.profile.name) -> \(after.profile.name)"
    }
    return details
  }
}

extension Refusal {
  /// A change on top of settings that are no longer in force.
  fileprivate init(settingsInForce stored: StoredSettings) {
    self.init(
      FieldError(
        field: "etag", problem: "The settings were changed meanwhile. Their etag is \(stored.etag)."
      ), reason: .concurrentChange)
    self.expectedRevision = stored.revision
  }
}
