public import LatchkeyBase
public import LatchkeySchema

extension LatchkeyClient {
  /// What the desk decides, as values that can be changed.
  public var settings: SettingsCalls { SettingsCalls(client: self) }
}

/// What the desk decides, as values that can be changed.
public struct SettingsCalls: Sendable {
  let client: LatchkeyClient

  /// All settings, or those whose name begins with a prefix.
  ///
  /// - Parameters:
  ///   - prefix: For instance `links.`
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func getSettings(prefix: String? = nil, as session: Secret) async throws(LatchkeyError)
    -> Settings.GetSettings.Response
  {
    try await self.client.call(Settings.GetSettings(prefix: prefix), as: session)
  }

  /// Changes settings, all or none.
  ///
  /// - Parameters:
  ///   - changes: At most 100.
  ///   - profile: Another set of defaults; settings that were changed keep their values.
  ///   - etag: The state that the caller saw.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func updateSettings(
    changes: [SettingChange], profile: SettingProfile? = nil, etag: String, as session: Secret
  ) async throws(LatchkeyError) -> Settings.UpdateSettings.Response {
    try await self.client.call(
      Settings.UpdateSettings(changes: changes, profile: profile, etag: etag), as: session)
  }
}
