namespace MiniVercel.Platform.Sandbox.Egress;

/// <summary>At which ports apps find what they call. None of them is one that apps commonly listen at themselves: the door would have taken it.</summary>
public static class AppPorts
{
    public static IReadOnlyList<int> Usual { get; } =
    [
        80, 443, 8443, // the web
        5432, 6432, 6543, 26257, // PostgreSQL, its poolers, CockroachDB
        3306, 33060, 1433, 1521, // MySQL, SQL Server, Oracle
        27017, 27018, 9042, 7687, // MongoDB, Cassandra, Neo4j
        6379, 6380, 11211, // Redis, memcached
        9200, 9243, 7700, 8123, 9440, // Elasticsearch, Meilisearch, ClickHouse
        5671, 5672, 9092, 9093, 9094, 4222, 1883, 8883, // RabbitMQ, Kafka, NATS, MQTT
        465, 587, 2525, 993, 995, // mail
        22, 636, 389, // SFTP, LDAP
        4317, 4318, // OpenTelemetry
    ];
}
