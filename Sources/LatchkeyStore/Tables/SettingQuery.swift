internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The table with the one row that counts changes of settings.
enum SettingStateColumn: Int, TableColumn {
  case revision, profile, id

  static let table = "setting_state"
  static let lastRead = Self.profile
}

/// The table of settings that differ from those of the program, and the one of those that will.
enum SettingColumn: Int, TableColumn {
  case name, value

  static let table = "setting"
  static let lastRead = Self.value
}

/// The table of settings that will differ from a time on.
enum AnnouncedSettingColumn: Int, TableColumn {
  case name, value, effectiveFrom

  static let table = "setting_announced"
  static let lastRead = Self.effectiveFrom
}

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

  var changes: StoreChanges { [] }

  var sql: String {
    switch self {
    case .revision: "SELECT revision FROM setting_state WHERE id = 1"
    case .state: "SELECT \(SettingStateColumn.selection) FROM setting_state WHERE id = 1"
    case .values: "SELECT \(SettingColumn.selection) FROM setting"
    case .announced: "SELECT \(AnnouncedSettingColumn.selection) FROM setting_announced"
    case .setState:
      """
      \(SettingStateColumn.insertion(of: SettingStateColumn.allCases))
      ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, profile = excluded.profile
      """
    case .deleteValues: "DELETE FROM setting"
    case .insertValue: SettingColumn.insertion(of: SettingColumn.allCases)
    case .deleteAnnounced: "DELETE FROM setting_announced"
    case .insertAnnounced:
      AnnouncedSettingColumn.insertion(of: AnnouncedSettingColumn.allCases)
    }
  }
}

extension SQLTransaction {
  func settingsRevision() throws(Failure) -> Int64 {
    try self.integer(SettingQuery.revision) ?? 0
  }

  func storedSettings() throws(Failure) -> StoredSettings {
    let state = try self.first(SettingQuery.state, []) {
      (row: Row<Cursor, SettingStateColumn>) throws(Failure) in
      StoredSettings(
        revision: try row.integer(.revision),
        profile: try row.raw(.profile, as: SettingsProfile.self))
    }
    guard var settings = state else { return StoredSettings() }
    let values = try self.all(SettingQuery.values, []) {
      (row: Row<Cursor, SettingColumn>) throws(Failure) in
      (name: try row.text(.name), value: try row.text(.value))
    }
    let announced = try self.all(SettingQuery.announced, []) {
      (row: Row<Cursor, AnnouncedSettingColumn>) throws(Failure) in
      (
        name: try row.text(.name),
        value: StoredSettings.Announcement(
          value: try row.optionalText(.value), effectiveFrom: try row.time(.effectiveFrom))
      )
    }
    for (name, value) in values { settings.values[name] = value }
    for (name, value) in announced { settings.announced[name] = value }
    return settings
  }

  /// All anew: they are few, and change seldom.
  func setStoredSettings(_ settings: StoredSettings) throws(Failure) {
    let state = SettingStateColumn.allCases.map { column -> SQLValue in
      switch column {
      case .revision: .integer(settings.revision)
      case .profile: .raw(settings.profile)
      case .id: .integer(1 as Int64)
      }
    }
    try self.run(SettingQuery.setState, state)
    try self.run(SettingQuery.deleteValues)
    for (name, value) in settings.values {
      try self.run(SettingQuery.insertValue, [.text(name), .text(value)])
    }
    try self.run(SettingQuery.deleteAnnounced)
    for (name, announcement) in settings.announced {
      let row = AnnouncedSettingColumn.allCases.map { column -> SQLValue in
        switch column {
        case .name: .text(name)
        case .value: .text(announcement.value)
        case .effectiveFrom: .time(announcement.effectiveFrom)
        }
      }
      try self.run(SettingQuery.insertAnnounced, row)
    }
  }
}
