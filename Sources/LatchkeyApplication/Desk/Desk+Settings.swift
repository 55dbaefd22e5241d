import LatchkeyAuthorization
import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// One setting as it stands.
public struct SettingState: Sendable {
  /// Which setting.
  public let setting: Setting
  /// The value in force.
  public let value: String
  /// The profile's value.
  public let profileValue: String
  /// Where the value in force is weaker than the standards ask.
  public let deviations: [String]
  /// What was announced for later; nil when nothing is.
  public let announced: StoredSettings.Announcement?
}

/// All settings as they stand.
public struct SettingsState: Sendable {
  /// Each setting, by name.
  public let settings: [SettingState]
  /// Where values come from that were not changed.
  public let profile: SettingsProfile
  /// Names this state.
  public let etag: String
}

extension Desk {
  /// Lifetimes, limits and decisions in force now.
  public var settings: DeskSettings { self.currentSettings.now }

  /// Lifetimes, limits and decisions in force, as this transaction has them: for decisions that must
  /// hold in the very transaction of a change (S0.6, D1).
  func settings(in transaction: any StoreReading, at now: Timestamp) throws -> DeskSettings {
    try self.currentSettings.settings(in: transaction, at: now)
  }

  /// The settings whose name begins like this, as they stand.
  public func settingsState(_ call: Call, prefix: String) async throws -> SettingsState {
    let now = self.clock.now()
    return try await self.reading(
      Entrance(method: .settingsGetSettings, action: .settingsRead), call
    ) { _, transaction in
      self.state(of: try transaction.storedSettings(), at: now) { $0.hasPrefix(prefix) }
    }
  }

  /// Changes settings, all or none. In force as soon as the call returns, or from the announced
  /// moment on.
  ///
  /// - Parameters:
  ///   - call: Who asks.
  ///   - changes: The changes, each setting once.
  ///   - profile: Another profile; settings that were changed keep their values.
  ///   - etag: The state that the caller saw.
  /// - Returns: The settings that were named, as they stand now.
  /// - Throws: A ``Refusal`` where a change is not allowed, a value is wrong by itself or beside the
  ///   others, or another state than the caller saw is in force.
  public func updateSettings(
    _ call: Call, _ changes: [StoredSettings.Change], profile: SettingsProfile?, etag: String
  ) async throws -> SettingsState {
    let now = self.clock.now()
    // What is wrong by itself is said before anything else; what depends on other values, further on.
    var isAboutMailOnly = profile == nil
    for change in changes {
      let setting = try SettingTable.changeable(change.setting)
      var scratch = self.currentSettings.host
      if let value = change.value { try setting.set(value, in: &scratch) }
      if setting.authority != .notifications { isAboutMailOnly = false }
    }
    let entrance = Entrance(
      method: .settingsUpdateSettings, aspect: isAboutMailOnly ? .notificationsOnly : .plain,
      action: .settingsUpdated)
    do {
      let stored = try await self.changing(entrance, call) { grant, transaction in
        let before = try transaction.storedSettings()
        guard before.etag == etag else { throw Refusal(settingsInForce: before) }
        var after = before
        try after.apply(changes, profile: profile, on: self.currentSettings.host, at: now)
        let details = self.details(before, after, changes, at: now)
        // Nothing new: nothing to store, and nothing to record.
        guard !details.isEmpty else { return before }
        try transaction.setStoredSettings(after)
        try self.record(
          self.done(.settingsUpdated, grant, at: now, details: details), of: call, in: transaction)
        return after
      }
      self.currentSettings.adopt(stored)
      let names = Set(changes.map(\.setting))
      return self.state(of: stored, at: now, where: names.contains)
    } catch let error as StoreError {
      // Whether the new values are in the store is not known: whatever is there counts.
      if case .outcomeUnknown = error { try? await self.reloadSettings() }
      throw error
    }
  }

  /// Takes over what the store holds.
  public func reloadSettings() async throws {
    self.currentSettings.adopt(try await self.store.read { try $0.storedSettings() })
  }

  private func state(
    of stored: StoredSettings, at now: Timestamp, where isWanted: (String) -> Bool
  ) -> SettingsState {
    let host = self.currentSettings.host
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
    let host = self.currentSettings.host
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
      // Kept by name from now on, whatever the profile says.
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
