public import LatchkeyBase

/// What was decided about settings: a profile, the values that were changed, and those that were
/// announced. What is in force follows from it, from the host's facts and from the clock.
public struct StoredSettings: Hashable, Sendable {
  /// A value that takes effect later.
  public struct Announcement: Hashable, Sendable {
    /// The value; nil is the profile's.
    public var value: String?
    /// In force from this time on.
    public var effectiveFrom: Timestamp

    /// A value that takes effect later.
    public init(value: String?, effectiveFrom: Timestamp) {
      self.value = value
      self.effectiveFrom = effectiveFrom
    }
  }

  /// One wish of a caller.
  public struct Change: Hashable, Sendable {
    /// Which setting.
    public var setting: String
    /// Its new value; nil is the profile's.
    public var value: String?
    /// When it takes effect; nil is at once.
    public var effectiveFrom: Timestamp?

    /// One wish of a caller.
    public init(setting: String, value: String?, effectiveFrom: Timestamp? = nil) {
      self.setting = setting
      self.value = value
      self.effectiveFrom = effectiveFrom
    }
  }

  /// Counts changes. 0: nothing was ever changed.
  public var revision: Int64
  /// Where values come from that were not changed.
  public var profile: SettingsProfile
  /// The values that were changed, as text, by name.
  public var values: [String: String]
  /// The values that take effect later, by name.
  public var announced: [String: Announcement]

  /// What was decided; nothing, unless said otherwise.
  public init(
    revision: Int64 = 0, profile: SettingsProfile = .seeds, values: [String: String] = [:],
    announced: [String: Announcement] = [:]
  ) {
    self.revision = revision
    self.profile = profile
    self.values = values
    self.announced = announced
  }

  /// Names this state. Not to be taken apart: 16 hexadecimal digits that follow from revision and
  /// profile (FNV-1a, 64 bits; it guards against mistakes, not against attackers).
  public var etag: String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in "\(self.revision)/\(self.profile.name)".utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The changed values in force at a time: an announcement counts from its time on, without
  /// another call.
  public func values(at now: Timestamp) -> [String: String] {
    var values = self.values
    for (name, announcement) in self.announced where announcement.effectiveFrom <= now {
      values[name] = announcement.value
    }
    return values
  }

  /// What is in force at a time.
  ///
  /// A stored value that no setting takes any more (an older or newer version wrote it) counts as
  /// not changed.
  public func settings(on host: DeskSettings, at now: Timestamp) -> DeskSettings {
    var settings = self.profile.values(on: host)
    for (name, text) in self.values(at: now) {
      guard let setting = SettingTable.named(name), setting.isChangeable else { continue }
      try? setting.set(text, in: &settings)
    }
    // Two values that fitted each other under another version.
    return settings.contradictions.isEmpty ? settings : self.profile.values(on: host)
  }

  /// The first time after `now` at which something else is in force; nil when there is none.
  public func nextChange(after now: Timestamp) -> Timestamp? {
    self.announced.values.lazy.map(\.effectiveFrom).filter { $0 > now }.min()
  }

  /// The last time up to `now` since which the same is in force; nil when nothing that was
  /// announced is.
  public func lastChange(upTo now: Timestamp) -> Timestamp? {
    self.announced.values.lazy.map(\.effectiveFrom).filter { $0 <= now }.max()
  }
}

// Changes: all of a call's, or none.
extension StoredSettings {
  /// Days ahead that a policy can be announced.
  public static let announcementDaysMax: Int64 = 366

  /// Carries out the wishes of one call and counts the revision up.
  ///
  /// What was announced and is in force becomes a value like the others. A value for now withdraws
  /// what was announced for the same setting.
  /// - Parameters:
  ///   - changes: The wishes, each setting once.
  ///   - profile: Another profile, if one is wished.
  ///   - host: The facts of the installation.
  ///   - now: The time.
  /// - Throws: ``FieldError`` with the name of the setting that is not accepted; nothing is changed.
  public mutating func apply(
    _ changes: [Change], profile: SettingsProfile?, on host: DeskSettings, at now: Timestamp
  ) throws(FieldError) {
    var next = self
    next.values = self.values(at: now)
    next.announced = self.announced.filter { $0.value.effectiveFrom > now }
    next.profile = profile ?? self.profile
    var seen: Set<String> = []
    for change in changes {
      let setting = try SettingTable.changeable(change.setting)
      guard seen.insert(change.setting).inserted else {
        throw FieldError(field: change.setting, problem: "The setting is named twice.")
      }
      var scratch = host
      if let value = change.value { try setting.set(value, in: &scratch) }
      // As the table writes it: "060m" and "1h" are one value.
      let value = change.value.map { _ in setting.value(in: scratch) }
      if let moment = change.effectiveFrom {
        try Self.check(moment, for: setting, at: now)
        next.announced[setting.name] = Announcement(value: value, effectiveFrom: moment)
      } else {
        next.announced[setting.name] = nil
        next.values[setting.name] = value
      }
    }
    for moment in [now] + next.announced.values.map(\.effectiveFrom).sorted() {
      var settings = next.profile.values(on: host)
      for (name, text) in next.values(at: moment) {
        try SettingTable.named(name)?.set(text, in: &settings)
      }
      if let contradiction = settings.contradictions.first { throw contradiction }
    }
    next.revision += 1
    self = next
  }

  private static func check(
    _ moment: Timestamp, for setting: Setting, at now: Timestamp
  ) throws(FieldError) {
    guard setting.isAnnounceable else {
      throw FieldError(
        field: setting.name,
        problem: "Only policies can be announced; this setting takes effect at once.")
    }
    guard moment > now, moment <= now + .days(Self.announcementDaysMax) else {
      throw FieldError(
        field: setting.name,
        problem:
          "A change can be announced for a time in the next \(Self.announcementDaysMax) days.")
    }
  }
}

extension DeskSettings {
  /// Values that do not fit each other, each with the name of the setting at fault.
  public var contradictions: [FieldError] {
    var found: [FieldError] = []
    func refuse(_ name: String, unless isFitting: Bool, _ problem: String) {
      if !isFitting { found.append(FieldError(field: name, problem: problem)) }
    }
    for population in Population.allCases {
      let sessions = self.sessionLimits(population)
      refuse(
        "sessions.\(population.name)_idle", unless: sessions.idle <= sessions.absolute,
        "A session cannot idle longer than it lasts, \(sessions.absolute.text).")
      let policy = self.policy(population)
      refuse(
        "passwords.\(population.name)_minimum_length",
        unless: policy.minimumLength <= policy.maximumLength,
        "The minimum is above the maximum of \(policy.maximumLength).")
      refuse(
        "passwords.\(population.name)_minimum_length_with_second_factor",
        unless: policy.minimumLengthWithSecondFactor <= policy.minimumLength,
        "It is above the minimum without a second factor, \(policy.minimumLength).")
    }
    return found
  }
}
