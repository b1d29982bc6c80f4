import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.StringJoiner;

class Driver {
    public static void main(String[] lines) {
        for (String line : lines) {
            byte[] bytes = new byte[line.length() / 2];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) Integer.parseInt(line.substring(2 * at, 2 * at + 2), 16);
            }
            String id = new String(bytes, StandardCharsets.UTF_8);
            try {
                System.out.println(json(CALL));
            } catch (Exception e) {
                System.out.println("refused");
            }
        }
    }

    private static String json(Map<String, String> map) {
        StringJoiner pairs = new StringJoiner(",", "{", "}");
        map.forEach((name, value) -> pairs.add(text(name) + ":" + text(value)));
        return pairs.toString();
    }

    static String text(String value) {
        StringBuilder text = new StringBuilder("\"");
        value.chars().forEach(unit -> text.append(String.format("\\u%04x", unit)));
        return text.append('"').toString();
    }
}
