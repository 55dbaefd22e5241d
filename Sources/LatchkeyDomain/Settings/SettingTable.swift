/// Every setting there is.
public enum SettingTable {
  /// All of them, by name.
  public static let all: [Setting] =
    (Self.passwords + Self.links + Self.secrets + Self.sessions + Self.throttles
    + Self.secondFactor + Self.contacts + Self.notifications + Self.decided + Self.audit + Self.host)
    .sorted { $0.name < $1.name }

  private static let byName = Dictionary(uniqueKeysWithValues: Self.all.map { ($0.name, $0) })

  /// The setting of a name.
  public static func named(_ name: String) -> Setting? { Self.byName[name] }

  /// The setting of a name, for a change.
  ///
  /// - Throws: ``FieldError``, when there is none or a call cannot change it.
  public static func changeable(_ name: String) throws(FieldError) -> Setting {
    guard let setting = Self.named(name) else {
      // The name is from outside and may be long: it is not repeated.
      throw FieldError(field: "changes", problem: "One of the names is not a setting.")
    }
    guard setting.isChangeable else {
      throw FieldError(field: setting.name, problem: "The setting takes \(setting.allowed).")
    }
    return setting
  }
}
