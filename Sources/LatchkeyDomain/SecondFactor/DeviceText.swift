public import LatchkeyBase

/// What a device needs to know, in the two forms that devices read.
public enum DeviceText {
  /// Random bytes of a seed: RFC 4226, 4, R6 recommends 160 bits.
  public static let seedByteCount = 20

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

  /// The seed for typing in: 32 characters (RFC 4648, 6).
  public static func base32(_ seed: Secret) -> Secret {
    seed.withBytes { bytes in
      var text: [UInt8] = []
      text.reserveCapacity(seed.byteCount * 8 / 5 + 1)
      defer { wipe(&text) }
      var copy = bytes.indices.map { bytes[$0] }
      defer { wipe(&copy) }
      Base32.write(copy, alphabet: Self.alphabet) { text.append($0) }
      return Secret(copying: text)
    }
  }

  /// The address that a QR code holds, in the form that authenticator applications read:
  /// `otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=ISSUER`. Digits, period and algorithm are the
  /// defaults of the form and stay out of it.
  public static func uri(_ seed: Secret, issuer: String, account: String) -> Secret {
    let issuer = Self.escaped(issuer)
    var text = Array("otpauth://totp/\(issuer):\(Self.escaped(account))?secret=".utf8)
    let rest = Array("&issuer=\(issuer)".utf8)
    let secret = Self.base32(seed)
    // The array must not grow while it holds the secret: the memory of before would not be wiped.
    text.reserveCapacity(text.count + secret.byteCount + rest.count)
    defer { wipe(&text) }
    secret.withBytes { bytes in
      for index in bytes.indices { text.append(bytes[index]) }
    }
    text.append(contentsOf: rest)
    return Secret(copying: text)
  }

  /// RFC 3986, 2.3: everything but unreserved characters is written in hexadecimal. A colon would end
  /// the issuer's name.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
        escaped.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        escaped += byte < 16 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return escaped
  }
}
