import LatchkeyBase

/// Settings: every lifetime, limit, policy and decision.
public enum Settings {
  /// All settings, or those whose name begins with a prefix.
  public struct GetSettings: RequestMessage {
    static let declaration = Declaration(1101, Self.self, audit: .settingsRead)

    /// The settings in force.
    public struct Response: Message {
      /// By name.
      public var settings: [SettingView]
      /// What the defaults are.
      public var profile: SettingProfile
      /// Names this state; give it back with an update to refuse a lost one.
      public var etag: String
    }

    /// For instance `links.`
    public var prefix: String?
  }

  /// Changes settings, all or none.
  public struct UpdateSettings: RequestMessage {
    static let declaration = Declaration(1102, Self.self, [.mutation], audit: .settingsUpdated)

    /// The settings are in force.
    public struct Response: Message {
      /// Those that were changed.
      public var settings: [SettingView]
      /// Names the new state.
      public var etag: String
    }

    /// At most 100.
    public var changes: [SettingChange]
    /// Another set of defaults; settings that were changed keep their values.
    public var profile: SettingProfile?
    /// The state that the caller saw.
    public var etag: String
  }
}
