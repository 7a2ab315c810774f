import unittest

from aerospike import exception
from aerospike_testing.unittest import AerospikeMixin


class Visits(AerospikeMixin, unittest.TestCase):
    aerospike_options = {"nodes": 2, "namespaces": ["test", "cache"]}  # noqa: RUF012

    def test_counting(self):
        self.aerospike_client.increment(("cache", "visits", "/"), "count", 1)
        self.assertEqual(self.aerospike_client.get(("cache", "visits", "/"))[2], {"count": 1})

    def test_a_busy_record(self):
        self.aerospike_server.faults.answer(14)
        with self.assertRaises(exception.RecordBusy):
            self.aerospike_client.increment(("cache", "visits", "/"), "count", 1)


if __name__ == "__main__":
    unittest.main()
