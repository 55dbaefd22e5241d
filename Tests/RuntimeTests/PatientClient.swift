import LatchkeyRuntime

extension ClientConfiguration {
  /// As a program has it, but for the wait for HELLO: a test that is not about that wait must not fail because
  /// the machine is busy.
  static var patient: Self {
    var configuration = Self()
    configuration.helloMillisecondsMax = 600_000
    return configuration
  }
}

extension CallOptions {
  /// A deadline that no machine is too busy for.
  static var patient: Self { Self(deadlineMilliseconds: 600_000) }
}
