import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// What requests say about settings.
enum SettingChanges {
  /// Changes in one call at most.
  static let changesMax = 100

  static func prefix(_ prefix: String?) throws(FieldError) -> String {
    let prefix = prefix ?? ""
    guard prefix.utf8.count <= 100 else {
      throw FieldError(field: "prefix", problem: "At most 100 bytes.")
    }
    return prefix
  }

  static func changes(
    _ changes: [SettingChange], profile: SettingProfile?
  ) throws(FieldError) -> [StoredSettings.Change] {
    guard changes.count <= Self.changesMax else {
      throw FieldError(field: "changes", problem: "At most \(Self.changesMax) changes in one call.")
    }
    guard !changes.isEmpty || profile != nil else {
      throw FieldError(field: "changes", problem: "Say what is to be changed.")
    }
    return changes.map { change in
      StoredSettings.Change(
        setting: change.name, value: change.value,
        effectiveFrom: change.effectiveFrom)
    }
  }
}

extension SettingsProfile {
  init(_ profile: SettingProfile) throws(FieldError) {
    switch profile {
    case .seeds: self = .seeds
    case .nist: self = .nist
    default: throw FieldError(field: "profile", problem: "A profile is \"seeds\" or \"nist\".")
    }
  }
}

extension SettingProfile {
  init(_ profile: SettingsProfile) { self = profile == .nist ? .nist : .seeds }
}

extension SettingView {
  init(_ state: SettingState) {
    let setting = state.setting
    self.init(
      name: setting.name, kind: SettingKind(setting.kind), value: state.value,
      defaultValue: state.profileValue, isChanged: state.value != state.profileValue,
      summary: setting.summary, allowed: setting.allowed, source: setting.source,
      deviations: state.deviations,
      effectiveFrom: state.announced?.effectiveFrom,
      announcedValue: state.announced.map { $0.value ?? state.profileValue },
      needs: PermissionName(
        setting.authority == .notifications ? Permission.manageEmail : .manageSecurity))
  }
}

extension SettingKind {
  init(_ kind: Setting.Kind) {
    self =
      switch kind {
      case .flag: .flag
      case .number: .number
      case .duration, .durationOrNever: .duration
      case .word: .word
      case .words, .roles: .list
      case .time: .time
      case .text: .text
      }
  }
}
