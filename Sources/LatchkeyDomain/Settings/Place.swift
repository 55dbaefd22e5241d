/// Where the value of a setting lies.
struct Place<Value>: Sendable {
  let read: @Sendable (DeskSettings) -> Value
  let write: @Sendable (inout DeskSettings, Value) -> Void

  /// A property of the settings.
  static func at(_ path: any WritableKeyPath<DeskSettings, Value> & Sendable) -> Self {
    Self(read: { $0[keyPath: path] }, write: { $0[keyPath: path] = $1 })
  }

  /// A property of what lies there.
  func part<Part>(_ path: any WritableKeyPath<Value, Part> & Sendable) -> Place<Part> {
    Place<Part>(
      read: { self.read($0)[keyPath: path] },
      write: { settings, part in
        var whole = self.read(settings)
        whole[keyPath: path] = part
        self.write(&settings, whole)
      })
  }
}
