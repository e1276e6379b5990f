-- Version 4: closed output files may be packed. Lengths and line ends stay those of the unpacked file.
ALTER TABLE file ADD COLUMN packed TEXT;           -- what the packed file's name ends in (.gz, .zst, .xz); null: it is not
ALTER TABLE file ADD COLUMN packed_bytes INTEGER;  -- its size on disk when it was last found to be whole
