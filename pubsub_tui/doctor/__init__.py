"""Why a broker can not be reached or does not do what is asked, step by step; knows no screen."""
