public import LatchkeyDomain

/// Reads what was decided about settings.
public protocol SettingsReading {
  /// What was decided about settings.
  func storedSettings() throws(Failure) -> StoredSettings
  /// The number of changes of settings: 0 before the first.
  func settingsRevision() throws(Failure) -> Int64
}

/// Changes what is decided about settings.
public protocol SettingsWriting: SettingsReading {
  /// Replaces what was decided about settings.
  func setStoredSettings(_ settings: StoredSettings) throws(Failure)
}
