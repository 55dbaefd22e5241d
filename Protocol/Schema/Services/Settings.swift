/// Settings: every lifetime, limit, policy and decision.
public enum Settings {
  /// All settings, or those whose name begins with a prefix.
  public struct GetSettings: RequestMessage {
    /// The settings in force.
    public struct Response: Message {
      /// By name.
      public var settings: [SettingView]
      /// What the defaults are.
      public var profile: SettingProfile
      /// Names this state; give it back with an update to refuse a lost one.
      public var etag: String

      enum CodingKeys: Int, CodingKey {
        case settings = 1
        case profile = 2
        case etag = 3
      }

      /// All fields, in the order of their keys.
      public init(settings: [SettingView], profile: SettingProfile, etag: String) {
        self.settings = settings
        self.profile = profile
        self.etag = etag
      }
    }

    /// For instance `links.`
    public var prefix: String?

    enum CodingKeys: Int, CodingKey {
      case prefix = 1
    }

    /// `Settings.GetSettings`, number 1101.
    public static var method: Method { .settingsGetSettings }

    /// All fields, in the order of their keys.
    public init(prefix: String? = nil) {
      self.prefix = prefix
    }
  }

  /// Changes settings, all or none.
  public struct UpdateSettings: RequestMessage {
    /// The settings are in force.
    public struct Response: Message {
      /// Those that were changed.
      public var settings: [SettingView]
      /// Names the new state.
      public var etag: String

      enum CodingKeys: Int, CodingKey {
        case settings = 1
        case etag = 2
      }

      /// All fields, in the order of their keys.
      public init(settings: [SettingView], etag: String) {
        self.settings = settings
        self.etag = etag
      }
    }

    /// At most 100.
    public var changes: [SettingChange]
    /// Another set of defaults; settings that were changed keep their values.
    public var profile: SettingProfile?
    /// The state that the caller saw.
    public var etag: String

    enum CodingKeys: Int, CodingKey {
      case changes = 1
      case profile = 2
      case etag = 3
    }

    /// `Settings.UpdateSettings`, number 1102.
    public static var method: Method { .settingsUpdateSettings }

    /// All fields, in the order of their keys.
    public init(changes: [SettingChange], profile: SettingProfile? = nil, etag: String) {
      self.changes = changes
      self.profile = profile
      self.etag = etag
    }
  }
}
