namespace MiniVercel.Platform.Variables;

/// <summary>
/// Names that are not a project's to set: the box and its tools go by them, or they make programs load what nobody asked for. The
/// operator may give some of them free.
/// </summary>
public sealed class ReservedNames(IEnumerable<string> free)
{
    /// <summary>A shell refuses to be given these, and with them every command.</summary>
    private static readonly HashSet<string> s_ofTheShell = Names(
        "BASHOPTS BASHPID BASH_ARGC BASH_ARGV BASH_VERSINFO DIRSTACK EUID FUNCNAME GROUPS IFS LINENO OPTARG OPTERR OPTIND PPID SHELLOPTS UID _");

    private static readonly HashSet<string> s_reserved = Names(
        // What a box has by itself, and where its commands look.
        """
        PATH HOME USER LOGNAME SHELL PWD OLDPWD SHLVL HOSTNAME TERM TMPDIR TMP TEMP LANG CI PORT
        NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR
        npm_config_nodedir npm_config_cache npm_config_manage_package_manager_versions npm_config_store_dir pnpm_config_store_dir
        npm_config_userconfig npm_config_globalconfig npm_config_prefix npm_config_script_shell npm_config_node_options
        YARN_CACHE_FOLDER YARN_GLOBAL_FOLDER YARN_RC_FILENAME BUN_INSTALL BUN_INSTALL_CACHE_DIR
        """,
        // What shells run or look into before they do what they are told.
        "ENV BASH_ENV CDPATH GLOBIGNORE PROMPT_COMMAND PS0 PS1 PS2 PS3 PS4 ZDOTDIR",
        // What makes a program load code that is not its own, or go where somebody else points.
        """
        NODE_OPTIONS NODE_PATH NODE_REPL_EXTERNAL_MODULE NODE_CHANNEL_FD NODE_TLS_REJECT_UNAUTHORIZED NODE_V8_COVERAGE
        OPENSSL_CONF OPENSSL_MODULES OPENSSL_ENGINES GCONV_PATH GETCONF_DIR GLIBC_TUNABLES HOSTALIASES LOCALDOMAIN LOCPATH NLSPATH RES_OPTIONS
        PERL5LIB PERL5OPT PERLLIB PERL5DB PYTHONPATH PYTHONHOME PYTHONSTARTUP RUBYLIB RUBYOPT JAVA_TOOL_OPTIONS _JAVA_OPTIONS
        GIT_ASKPASS GIT_CONFIG GIT_CONFIG_COUNT GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM GIT_EXEC_PATH GIT_EXTERNAL_DIFF GIT_PROXY_COMMAND GIT_SSH GIT_SSH_COMMAND
        GIT_TEMPLATE_DIR SSH_ASKPASS EDITOR VISUAL PAGER
        """);

    /// <summary>Whole families: the loader's, the allocator's, a shell's functions, and the platform's own.</summary>
    private static readonly string[] s_families = ["LD_", "DYLD_", "MALLOC_", "BASH_FUNC_", "GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_", "MINIVERCEL_"];

    private readonly HashSet<string> _free = new(free, StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong with this name; null where a project may have it. In any spelling: some programs do not tell them apart.</summary>
    public string? WhyNot(string key)
    {
        if (s_ofTheShell.Contains(key))
            return "It must not be a name that shells keep to themselves.";
        var isReserved = s_reserved.Contains(key) || s_families.Any(f => key.StartsWith(f, StringComparison.OrdinalIgnoreCase));
        return isReserved && !_free.Contains(key)
            ? "It must not be a reserved name: builds and their tools go by it. Set it in the build command, or have the operator free it with --allow-env."
            : null;
    }

    private static HashSet<string> Names(params string[] lines) =>
        new(lines.SelectMany(l => l.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)), StringComparer.OrdinalIgnoreCase);
}
