import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.cluster.service.ClusterService;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/**
 * One node of a test cluster on loopback, in a process of its own, so that killing the process is a failure of the node.
 *
 * <p>Arguments: the node's name, its folder, its transport and HTTP ports, the transport addresses of all nodes, and the
 * names of all nodes, both separated by commas.
 */
public final class EngineNode extends Node {
  private EngineNode(Environment environment) {
    super(environment, List.<Class<? extends Plugin>>of(CommonAnalysisPlugin.class, Netty4Plugin.class), true);
  }

  /** Log lines need no ids of node and cluster. */
  @Override
  protected void configureNodeAndClusterIdStateListener(ClusterService service) {}

  public static void main(String[] arguments) throws Exception {
    String name = arguments[0];
    Path home = Path.of(arguments[1]);
    Path config = home.resolve("config");
    for (Path folder : List.of(config, home.resolve("modules"), home.resolve("plugins"), home.resolve("logs"))) {
      Files.createDirectories(folder);
    }
    Settings settings =
        Settings.builder()
            .put("cluster.name", "byt-test")
            .put("node.name", name)
            .put("path.home", home)
            .put("path.data", home.resolve("data"))
            .put("path.logs", home.resolve("logs"))
            .put("network.host", "127.0.0.1")
            .put("transport.port", arguments[2])
            .put("http.port", arguments[3])
            .putList("discovery.seed_hosts", arguments[4].split(","))
            .putList("cluster.initial_cluster_manager_nodes", arguments[5].split(","))
            // A full disk of the machine must not make the indexes read-only.
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .put("action.auto_create_index", false)
            .put("node.processors", 2)
            // So short that several pushes at a time find it full.
            .put("thread_pool.write.queue_size", 4)
            .build();
    EngineNode node =
        new EngineNode(InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), config, () -> name));
    node.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        node.close();
      } catch (Exception failure) {
        failure.printStackTrace();
      }
    }));
    new CountDownLatch(1).await();
  }
}
