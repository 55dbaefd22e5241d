import LatchkeySchema

/// Health of the service as a line for people.
enum HealthText {
  static func line(_ status: HealthStatus, _ detail: String?) -> String {
    Layout.visible(status.rawValue + (detail.map { ": \($0)" } ?? ""))
  }
}
