internal import LatchkeyApplication
internal import LatchkeyDomain

/// The statements about settings.
enum SettingQuery: Int, Query {
  case revision
  case state
  case values
  case announced
  case setState
  case deleteValues
  case insertValue
  case deleteAnnounced
  case insertAnnounced

  static let table = Table.setting

  var sql: String {
    switch self {
    case .revision: "SELECT revision FROM setting_state WHERE id = 1"
    case .state: "SELECT revision, profile FROM setting_state WHERE id = 1"
    case .values: "SELECT name, value FROM setting"
    case .announced: "SELECT name, value, effective_from FROM setting_announced"
    case .setState:
      """
      INSERT INTO setting_state (id, revision, profile) VALUES (1, ?, ?)
      ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, profile = excluded.profile
      """
    case .deleteValues: "DELETE FROM setting"
    case .insertValue: "INSERT INTO setting (name, value) VALUES (?, ?)"
    case .deleteAnnounced: "DELETE FROM setting_announced"
    case .insertAnnounced:
      "INSERT INTO setting_announced (name, value, effective_from) VALUES (?, ?, ?)"
    }
  }
}

extension Connection {
  func settingsRevision() throws(StoreError) -> Int64 {
    try self.first(SettingQuery.revision) { row throws(StoreError) in try row.integer() } ?? 0
  }

  func storedSettings() throws(StoreError) -> StoredSettings {
    let state = try self.first(SettingQuery.state) { row throws(StoreError) in
      (revision: try row.integer(), profile: try row.raw(SettingsProfile.self))
    }
    guard let state else { return StoredSettings() }
    let values = try self.all(SettingQuery.values) { row throws(StoreError) in
      (name: try row.text(), value: try row.text())
    }
    let announced = try self.all(SettingQuery.announced) { row throws(StoreError) in
      (
        name: try row.text(),
        value: StoredSettings.Announcement(
          value: try row.optionalText(), effectiveFrom: try row.moment())
      )
    }
    var settings = StoredSettings(revision: state.revision, profile: state.profile)
    for (name, value) in values { settings.values[name] = value }
    for (name, value) in announced { settings.announced[name] = value }
    return settings
  }

  /// All anew: they are few, and change seldom.
  func setStoredSettings(_ settings: StoredSettings) throws(StoreError) {
    try self.run(SettingQuery.setState, [.integer(settings.revision), .raw(settings.profile)])
    try self.run(SettingQuery.deleteValues)
    for (name, value) in settings.values {
      try self.run(SettingQuery.insertValue, [.text(name), .text(value)])
    }
    try self.run(SettingQuery.deleteAnnounced)
    for (name, announcement) in settings.announced {
      try self.run(
        SettingQuery.insertAnnounced,
        [.text(name), .text(announcement.value), .moment(announcement.effectiveFrom)])
    }
  }
}
