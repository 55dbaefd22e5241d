import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

/// Handlers of the service `Settings`: settings.
struct SettingsHandlers {
  let desk: Desk

  func getSettings(
    _ request: Settings.GetSettings, _ call: Call
  ) async throws -> Settings.GetSettings.Response {
    let prefix = try SettingChanges.prefix(request.prefix)
    let state = try await self.desk.settings.getSettings(call, prefix: prefix)
    return Settings.GetSettings.Response(
      settings: state.settings.map { SettingView($0) }, profile: SettingProfile(state.profile),
      etag: state.etag)
  }

  func updateSettings(
    _ request: Settings.UpdateSettings, _ call: Call
  ) async throws -> Settings.UpdateSettings.Response {
    let state = try await self.desk.settings.updateSettings(
      call, try SettingChanges.changes(request.changes, profile: request.profile),
      profile: try request.profile.map { (profile) throws in try SettingsProfile(profile) },
      etag: request.etag)
    return Settings.UpdateSettings.Response(
      settings: state.settings.map { SettingView($0) }, etag: state.etag)
  }
}
