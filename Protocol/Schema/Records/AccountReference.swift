/// Names an account in one of four ways.
///
/// On the wire a map with exactly one of the keys 1 (number), 2 (address), 3 (login name), 4 (telephone
/// number). An address or a number that several contacts have names nobody.
public enum AccountReference: Message, ExclusiveFields {
  /// By its number.
  case id(Int64)
  /// By any of its e-mail addresses.
  case address(String)
  /// By its login name.
  case loginName(String)
  /// By its telephone number.
  case phone(String)

  enum CodingKeys: Int, CodingKey {
    case id = 1
    case address = 2
    case loginName = 3
    case phone = 4
  }

  /// Reads the one field that is there.
  ///
  /// - Parameter decoder: Where the map is.
  /// - Throws: `DecodingError` if there is none, or more than one.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let id = try container.decodeIfPresent(Int64.self, forKey: .id)
    let address = try container.decodeIfPresent(String.self, forKey: .address)
    let loginName = try container.decodeIfPresent(String.self, forKey: .loginName)
    let phone = try container.decodeIfPresent(String.self, forKey: .phone)
    switch (id, address, loginName, phone) {
    case (.some(let id), nil, nil, nil): self = .id(id)
    case (nil, .some(let address), nil, nil): self = .address(address)
    case (nil, nil, .some(let loginName), nil): self = .loginName(loginName)
    case (nil, nil, nil, .some(let phone)): self = .phone(phone)
    default:
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "Exactly one of id, address, loginName and phone names an account."))
    }
  }

  /// Writes the one field.
  ///
  /// - Parameter encoder: Where to write.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .id(let id): try container.encode(id, forKey: .id)
    case .address(let address): try container.encode(address, forKey: .address)
    case .loginName(let loginName): try container.encode(loginName, forKey: .loginName)
    case .phone(let phone): try container.encode(phone, forKey: .phone)
    }
  }
}

/// A record of which exactly one field is there, so that a description of the schema can say so.
public protocol ExclusiveFields {}
