<?php
// Loaded by PHP in front of a script. Streams (file_get_contents, fopen) obey no variable of a proxy: gives those of the
// intercepted names the proxy, and leaves all others as they are.
(static function (): void {
    if (!in_array('https', stream_get_wrappers(), true)) {
        return;
    }
    $wrapper = new class {
        /** @var resource|null */
        public $context;
        /** @var resource */
        private $stream;

        public function stream_open(string $path, string $mode, int $options, ?string &$opened): bool
        {
            $scheme = strtolower((string) parse_url($path, PHP_URL_SCHEME));
            $host = strtolower(rtrim((string) parse_url($path, PHP_URL_HOST), '.'));
            $context = $this->context ?? stream_context_get_default();
            if (in_array($host, explode(',', (string) getenv('CONTACTD_RUN_NAMES')), true)) {
                // A copy: the script uses its context, or the default one, for other hosts, too.
                $params = stream_context_get_params($context);
                $params['options']['http']['proxy'] = getenv('CONTACTD_RUN_PROXY');
                $params['options']['http']['request_fulluri'] = $scheme === 'http';
                $context = stream_context_create($params['options'], $params);
            }
            foreach (['http', 'https'] as $each) {
                stream_wrapper_restore($each);
            }
            try {
                // Says why it fails, unless the script has silenced it with @.
                $stream = fopen($path, $mode, false, $context);
            } finally {
                foreach (['http', 'https'] as $each) {
                    stream_wrapper_unregister($each);
                    stream_wrapper_register($each, self::class, STREAM_IS_URL);
                }
            }
            // PHP sets the variable here, where the script does not see it.
            $GLOBALS['http_response_header'] = $http_response_header ?? [];
            if ($stream === false) {
                return false;
            }
            $this->stream = $stream;
            return true;
        }

        public function stream_read(int $count)
        {
            return fread($this->stream, $count);
        }

        public function stream_eof(): bool
        {
            return feof($this->stream);
        }

        public function stream_stat()
        {
            return fstat($this->stream);
        }

        public function stream_set_option(int $option, int $first, ?int $second): bool
        {
            return match ($option) {
                STREAM_OPTION_BLOCKING => stream_set_blocking($this->stream, (bool) $first),
                STREAM_OPTION_READ_TIMEOUT => stream_set_timeout($this->stream, $first, (int) $second),
                default => false,
            };
        }

        public function stream_cast(int $as)
        {
            return $this->stream;
        }

        public function url_stat(string $path, int $flags): bool
        {
            return false;
        }

        public function stream_close(): void
        {
            fclose($this->stream);
        }
    };
    foreach (['http', 'https'] as $scheme) {
        stream_wrapper_unregister($scheme);
        stream_wrapper_register($scheme, $wrapper::class, STREAM_IS_URL);
    }
})();
