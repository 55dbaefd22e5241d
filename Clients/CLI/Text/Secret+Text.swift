import LatchkeyBase
import LatchkeySchema

extension Secret {
  /// The bytes as text, for the one time that a secret is shown to a person.
  var text: String {
    self.withBytes { bytes in
      var copy: [UInt8] = []
      copy.reserveCapacity(bytes.count)
      for index in bytes.indices { copy.append(bytes[index]) }
      defer { wipe(&copy) }
      return String(decoding: copy, as: UTF8.self)
    }
  }

  /// Whether it is six digits, as an authenticator device shows them. No password policy accepts a
  /// password of that length.
  var isDeviceCode: Bool {
    self.withBytes { bytes in
      let digits = bytes.indices.filter { bytes[$0] != 0x20 }
      return digits.count == 6 && digits.allSatisfy { (0x30...0x39).contains(bytes[$0]) }
    }
  }

  /// Reads a link as people paste it: the token follows the last `=`, `#` or `/`.
  var tokenOfLink: Secret {
    self.withBytes { bytes in
      var start = 0
      for index in bytes.indices where "=#/".utf8.contains(bytes[index]) { start = index + 1 }
      var token: [UInt8] = []
      token.reserveCapacity(bytes.count)
      for index in start..<bytes.count where bytes[index] != 0x20 { token.append(bytes[index]) }
      return Secret(token)
    }
  }
}
