/// What a service tells about itself.
public struct ServiceFacts: Sendable {
  /// The version of the program.
  public var version: String
  /// The hash of the schema, 64 hexadecimal digits.
  public var schemaHash: String
  /// When it began, in milliseconds since the Unix epoch.
  public var startedAtMilliseconds: Int64

  /// Facts of a service.
  public init(version: String, schemaHash: String, startedAtMilliseconds: Int64) {
    self.version = version
    self.schemaHash = schemaHash
    self.startedAtMilliseconds = startedAtMilliseconds
  }
}
