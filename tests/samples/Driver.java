import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs samples one after the other: java Driver jobs.tsv, prints a line for each, fields in base64: class, ok, output.
 * A line of jobs.tsv is a class and its settings: {@code Sample0<TAB>NAME=value<TAB>…}; the shared code reads settings
 * from system properties first, for a process can not change its own environment.
 */
public class Driver {
  public static void main(String[] args) throws Exception {
    var stdout = System.out;
    for (var line : Files.readAllLines(Path.of(args[0]))) {
      var fields = List.of(line.split("\t"));
      for (var setting : fields.subList(1, fields.size())) {
        var parts = setting.split("=", 2);
        System.setProperty(parts[0], parts[1]);
      }
      var printed = new ByteArrayOutputStream();
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      String failure = null;
      try {
        Class.forName(fields.get(0)).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
      } catch (InvocationTargetException cause) {
        failure = String.valueOf(cause.getCause());
      }
      System.setOut(stdout);
      var output = failure == null ? printed.toString(StandardCharsets.UTF_8) : failure;
      var encoded = java.util.Base64.getEncoder().encodeToString(output.getBytes(StandardCharsets.UTF_8));
      stdout.println(fields.get(0) + "\t" + (failure == null) + "\t" + encoded);
    }
  }
}
