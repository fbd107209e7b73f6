package wechatpay;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * 接收微信支付的通知：验签、解密。存为 wechatpay/Notification.java，与接收程序所在的目录平级；只用标准库，需要 JDK 17。
 *
 * <p>环境变量：
 *
 * <ul>
 *   <li>WECHATPAY_PLATFORM_SERIAL：微信支付公钥 ID，或平台证书序列号
 *   <li>WECHATPAY_PLATFORM_PUBLIC_KEY：它的公钥文件（PEM），用平台证书时是证书文件
 *   <li>WECHATPAY_APIV3_KEY：APIv3 密钥，解密用
 *   <li>WECHATPAY_APIV2_KEY：APIv2 密钥，只有 XML 报文的通知用得到
 * </ul>
 *
 * @param event 事件
 * @param plaintext 解密后的文本
 */
public record Notification(String event, String plaintext) {

  /** 通知没有通过验签或解密，不能处理。 */
  public static class Refused extends Exception {
    Refused(String message, Throwable cause) {
      super(message, cause);
    }

    Refused(String message) {
      super(message);
    }
  }

  /** APIv3 通知：验签、解密。body 是收到的原始字节，先解析再序列化会变；header 按名字取请求头。 */
  public static Notification read(Function<String, String> header, byte[] body) throws Refused {
    verify(header, body);
    Map<?, ?> notification = (Map<?, ?>) new Json(new String(body, StandardCharsets.UTF_8)).read();
    Map<?, ?> resource = (Map<?, ?>) notification.get("resource");
    String plaintext = decrypt(text(resource, "ciphertext"), text(resource, "nonce"), text(resource, "associated_data"));
    return new Notification(text(notification, "event_type"), plaintext);
  }

  /** 明文作为对象：JSON 的对象是 Map，数组是 List，数字是 Long 或 Double。 */
  public Map<?, ?> json() throws Refused {
    return (Map<?, ?>) new Json(plaintext).read();
  }

  /** APIv2 通知：验签，返回各字段。 */
  public static Map<String, String> readV2(byte[] body) throws Refused {
    Map<String, String> fields = parseXml(body);
    String sign = fields.getOrDefault("sign", "");
    String key = System.getenv("WECHATPAY_APIV2_KEY");
    String text = fields.entrySet().stream()
        .filter(field -> !field.getKey().equals("sign") && !field.getValue().isEmpty())
        .map(field -> field.getKey() + "=" + field.getValue())
        .collect(Collectors.joining("&"));
    byte[] message = (text + "&key=" + key).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] digest;
      if (sign.length() == 64) { // HMAC-SHA256，否则 MD5
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        digest = mac.doFinal(message);
      } else {
        digest = MessageDigest.getInstance("MD5").digest(message);
      }
      byte[] expected = HexFormat.of().withUpperCase().formatHex(digest).getBytes(StandardCharsets.UTF_8);
      if (!MessageDigest.isEqual(expected, sign.getBytes(StandardCharsets.UTF_8))) throw new Refused("签名不符");
    } catch (GeneralSecurityException error) {
      throw new Refused("无法验签", error);
    }
    return fields;
  }

  /** 带密文的 APIv2 通知：验签、解密。 */
  public static Notification readV2Event(byte[] body) throws Refused {
    Map<String, String> fields = readV2(body);
    String data = fields.getOrDefault("event_associated_data", "");
    return new Notification(fields.get("event_type"), decrypt(fields.get("event_ciphertext"), fields.get("event_nonce"), data));
  }

  /** APIv2 退款通知没有签名，能用 APIv2 密钥解开 req_info 才算数；返回明文各字段。 */
  public static Map<String, String> readV2Refund(byte[] body) throws Refused {
    try {
      byte[] apiv2Key = System.getenv("WECHATPAY_APIV2_KEY").getBytes(StandardCharsets.UTF_8);
      String key = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(apiv2Key));
      Cipher cipher = Cipher.getInstance("AES/ECB/PKCS5Padding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "AES"));
      return parseXml(cipher.doFinal(Base64.getDecoder().decode(parseXml(body).getOrDefault("req_info", ""))));
    } catch (GeneralSecurityException | IllegalArgumentException error) {
      throw new Refused("req_info 解密失败", error);
    }
  }

  private static PublicKey platformKey(String serial) throws Refused {
    // 换钥期间两把都会用到：在这里多认一个序列号
    if (serial == null || !serial.equals(System.getenv("WECHATPAY_PLATFORM_SERIAL"))) {
      throw new Refused("不认识的序列号 " + serial);
    }
    try {
      String pem = Files.readString(Path.of(System.getenv("WECHATPAY_PLATFORM_PUBLIC_KEY")));
      byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", ""));
      if (!pem.contains("BEGIN CERTIFICATE")) {
        return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
      }
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return factory.generateCertificate(new ByteArrayInputStream(der)).getPublicKey();
    } catch (Exception error) {
      throw new Refused("公钥文件读不出来", error);
    }
  }

  private static void verify(Function<String, String> header, byte[] body) throws Refused {
    PublicKey key = platformKey(header.apply("Wechatpay-Serial"));
    String timestamp = String.valueOf(header.apply("Wechatpay-Timestamp"));
    if (!timestamp.matches("\\d{1,12}") || Math.abs(Instant.now().getEpochSecond() - Long.parseLong(timestamp)) > 300) {
      throw new Refused("时间戳与现在相差超过 5 分钟");
    }
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(key);
      signature.update((timestamp + "\n" + header.apply("Wechatpay-Nonce") + "\n").getBytes(StandardCharsets.UTF_8));
      signature.update(body);
      signature.update((byte) '\n');
      byte[] value = Base64.getDecoder().decode(String.valueOf(header.apply("Wechatpay-Signature")));
      if (!signature.verify(value)) throw new Refused("签名不符");
    } catch (GeneralSecurityException | IllegalArgumentException error) {
      throw new Refused("签名不符", error);
    }
  }

  private static String decrypt(String ciphertext, String nonce, String associatedData) throws Refused {
    try {
      byte[] key = System.getenv("WECHATPAY_APIV3_KEY").getBytes(StandardCharsets.UTF_8);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      GCMParameterSpec parameters = new GCMParameterSpec(128, nonce.getBytes(StandardCharsets.UTF_8));
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), parameters);
      cipher.updateAAD(associatedData.getBytes(StandardCharsets.UTF_8));
      return new String(cipher.doFinal(Base64.getDecoder().decode(ciphertext)), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException | NullPointerException error) {
      throw new Refused("密文解密失败，检查 APIv3 密钥", error);
    }
  }

  /** 名字按 ASCII 排好，签名正好用到。 */
  private static Map<String, String> parseXml(byte[] body) throws Refused {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      Element root = factory.newDocumentBuilder().parse(new ByteArrayInputStream(body)).getDocumentElement();
      Map<String, String> fields = new TreeMap<>();
      for (Node node = root.getFirstChild(); node != null; node = node.getNextSibling()) {
        if (node instanceof Element element) fields.put(element.getTagName(), element.getTextContent());
      }
      return fields;
    } catch (Exception error) {
      throw new Refused("报文不是 XML", error);
    }
  }

  private static String text(Map<?, ?> object, String name) {
    return object != null && object.get(name) instanceof String value ? value : "";
  }

  /** 标准库没有 JSON：够读通知用的一个。 */
  private static final class Json {
    private final String text;
    private int at;

    Json(String text) {
      this.text = text;
    }

    Object read() throws Refused {
      try {
        return value();
      } catch (IndexOutOfBoundsException | NumberFormatException | ClassCastException error) {
        throw new Refused("报文不是 JSON", error);
      }
    }

    private char peek() {
      while (Character.isWhitespace(text.charAt(at))) at++;
      return text.charAt(at);
    }

    private boolean take(char wanted) {
      if (peek() != wanted) return false;
      at++;
      return true;
    }

    private Object value() {
      switch (peek()) {
        case '{': {
          Map<String, Object> object = new LinkedHashMap<>();
          at++;
          while (!take('}')) {
            String name = (String) value();
            if (!take(':')) throw new NumberFormatException();
            object.put(name, value());
            take(',');
          }
          return object;
        }
        case '[': {
          List<Object> list = new ArrayList<>();
          at++;
          while (!take(']')) {
            list.add(value());
            take(',');
          }
          return list;
        }
        case '"':
          return string();
        default:
          return literal();
      }
    }

    private String string() {
      StringBuilder result = new StringBuilder();
      for (at++; text.charAt(at) != '"'; at++) {
        char one = text.charAt(at);
        if (one != '\\') {
          result.append(one);
          continue;
        }
        char escaped = text.charAt(++at);
        int plain = "nrtbf".indexOf(escaped);
        if (escaped == 'u') {
          result.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
          at += 4;
        } else {
          result.append(plain < 0 ? escaped : "\n\r\t\b\f".charAt(plain));
        }
      }
      at++;
      return result.toString();
    }

    private Object literal() {
      int start = at;
      while (at < text.length() && "+-.0123456789eEtrufalsn".indexOf(text.charAt(at)) >= 0) at++;
      String word = text.substring(start, at);
      if (word.equals("null")) return null;
      if (word.equals("true") || word.equals("false")) return word.equals("true");
      if (word.matches("-?\\d{1,18}")) return Long.parseLong(word);
      return Double.parseDouble(word);
    }
  }
}
